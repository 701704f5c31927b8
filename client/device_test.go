package client

import (
	"math"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDeviceTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mine := vibrator()
		mine.DisplayName = "Mine"
		s := newFakeServer(mine)
		c, _ := connect(t, s)
		d := c.Devices()[0]
		assert.EqualValues(t, 0, d.Index())
		assert.Equal(t, "Conformance Test Vibrator", d.Name())
		assert.Equal(t, "Mine", d.DisplayName())
		assert.Equal(t, 100*time.Millisecond, d.Gap())
		assert.True(t, d.Connected())
		assert.True(t, d.HasOutput(device.Rotate))
		assert.False(t, d.HasOutput(device.Led))
		assert.True(t, d.HasInput(device.Battery))
		assert.False(t, d.HasInput(device.Button))
		assert.Equal(t, `device 0 "Mine"`, d.String())
		require.Len(t, d.Features(), 4)
		f := d.Features()[2]
		assert.EqualValues(t, 2, f.Index())
		assert.Equal(t, "Rotator", f.Description())
		assert.Same(t, d, f.Device())
		assert.Equal(t, mine.Features[2].Outputs, f.Outputs())
		assert.Equal(t, mine.Features[3].Inputs, d.Features()[3].Inputs())
		_, ok := d.Feature(4)
		assert.False(t, ok)
	})
}

func TestDeviceRunsAllFeaturesAsOneUpdate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := vibrator()
		d.Features[1].Outputs[0].Range.Max = 20
		s := newFakeServer(d)
		c, _ := connect(t, s)
		require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 0.5))
		conn := s.conn()
		assert.Equal(t, []string{
			`[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":50}}}}]`,
			`[{"OutputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":10}}}}]`,
		}, conn.frames()[2:])
		assert.Equal(t, []int{1, 1, 2}, conn.batches)

		s.on["OutputCmd"] = func(_ *fakeConn, m message.Message) []message.Message {
			return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "motor "+strconv.Itoa(int(m.(*message.OutputCmd).FeatureIndex)))}
		}
		err := c.Devices()[0].Vibrate(t.Context(), 1)
		require.ErrorContains(t, err, "motor 0")
		require.ErrorContains(t, err, "motor 1")
		require.ErrorIs(t, err, DeviceError)
	})
}

func TestLocalChecks(t *testing.T) {
	double := vibrator()
	double.Features = append(double.Features, sensor(9, "", input(device.Battery, device.Read, 0, 100)))
	for _, tt := range []struct {
		name string
		call func(t *testing.T, c *Client) error
		is   error
		text string
	}{
		{"device without the output", func(t *testing.T, c *Client) error {
			return c.Devices()[0].Run(t.Context(), Command{device.Led, Steps(1)})
		}, ErrUnsupported, `device 0 "Conformance Test Vibrator": the device has no output Led`},
		{"feature without the output", func(t *testing.T, c *Client) error {
			return feature(t, c, 0, 2).Run(t.Context(), Command{device.Vibrate, Steps(1)})
		}, ErrUnsupported, "feature 2: the feature has no output Vibrate"},
		{"output that does not exist", func(t *testing.T, c *Client) error {
			return feature(t, c, 0, 0).Run(t.Context(), Command{Type: 99})
		}, ErrUnsupported, ""},
		{"value", func(t *testing.T, c *Client) error {
			return feature(t, c, 0, 0).Run(t.Context(), Command{device.Vibrate, Steps(101)})
		}, ErrRange, "feature 0, Vibrate: value 101 is outside 0 to 100"},
		{"percent", func(t *testing.T, c *Client) error { return c.Devices()[0].Vibrate(t.Context(), math.NaN()) }, ErrRange, "NaN"},
		{"no duration", func(t *testing.T, c *Client) error {
			return c.Devices()[1].Run(t.Context(), Command{device.HwPositionWithDuration, Fraction(1)})
		}, ErrUnsupported, "duration"},
		{"no input", func(t *testing.T, c *Client) error {
			_, err := feature(t, c, 0, 0).Read(t.Context(), device.Battery)
			return err
		}, ErrUnsupported, "the feature has no input Battery"},
		{"input that is not read", func(t *testing.T, c *Client) error {
			_, err := feature(t, c, 1, 3).Read(t.Context(), device.Button)
			return err
		}, ErrUnsupported, "the input Button does not take Read"},
		{"input without subscription", func(t *testing.T, c *Client) error {
			return feature(t, c, 0, 3).Subscribe(t.Context(), device.Battery, nil)
		}, ErrUnsupported, "does not take Subscribe"},
		{"input without end of subscription", func(t *testing.T, c *Client) error {
			return feature(t, c, 0, 3).Unsubscribe(t.Context(), device.Battery)
		}, ErrUnsupported, "does not take Unsubscribe"},
		{"two batteries", func(t *testing.T, c *Client) error {
			_, err := c.Devices()[0].Battery(t.Context())
			return err
		}, ErrAmbiguous, "Battery"},
		{"no signal strength", func(t *testing.T, c *Client) error {
			_, err := c.Devices()[0].RSSI(t.Context())
			return err
		}, ErrUnsupported, "Rssi"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newFakeServer(double, positioner())
				c, _ := connect(t, s)
				sent := len(s.conn().frames())
				err := tt.call(t, c)
				require.ErrorIs(t, err, DeviceError)
				require.ErrorIs(t, err, tt.is)
				assert.ErrorContains(t, err, tt.text)
				assert.Len(t, s.conn().frames(), sent, "nothing is sent")
			})
		})
	}
}

func TestOneBadFeatureStopsTheDeviceCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := vibrator()
		d.Features[1].Outputs[0].Range.Max = 20
		s := newFakeServer(d)
		c, _ := connect(t, s)
		require.ErrorIs(t, c.Devices()[0].Run(t.Context(), Command{device.Vibrate, Steps(50)}), ErrRange)
		assert.Len(t, s.conn().frames(), 2)
	})
}

func TestStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(multi())
		c, _ := connect(t, s)
		require.NoError(t, c.Devices()[0].Stop(t.Context()))
		require.NoError(t, feature(t, c, 2, 3).Stop(t.Context()))
		assert.Equal(t, []string{
			`[{"StopCmd":{"Id":3,"DeviceIndex":2,"Inputs":true,"Outputs":true}}]`,
			`[{"StopCmd":{"Id":4,"DeviceIndex":2,"FeatureIndex":3,"Inputs":true,"Outputs":true}}]`,
		}, s.conn().frames()[2:])
	})
}

func TestHostileNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(&device.Definition{Name: "<b>\n\x1b[31m\u202e\u0085"})
		c, _ := connect(t, s)
		assert.Equal(t, `device 0 "<b>\n\u001b[31m  "`, c.Devices()[0].String())
	})
}
