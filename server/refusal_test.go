package server

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

const refusal = "Device 0 (Fake Toy) was disconnected: the device does not take what it is told " +
	"(6 writes in a row failed, the last with: tx: fake failure)."

// refuse gives a command that the toy does not take until it is given up. It is answered
// with Ok.
func refuse(toy *fakeToy, c *fakeClient) {
	toy.refuses(errFake)
	c.ok(vibrate(0, 1))
	time.Sleep(time.Second)
}

func TestClientsLearnOfAToyThatRefuses(t *testing.T) {
	toy, other := newFakeToy("a"), newFakeToy("b")
	inBubble(t, Options{}, []*fakeToy{toy, other}, func(t *testing.T, b *bench) {
		c, watcher := b.scanned(), b.client()
		refuse(toy, c)
		for _, client := range []*fakeClient{c, watcher} {
			got := client.take()
			require.Equal(t, []string{"Error 4", "DeviceList"}, names(got))
			e := got[0].(*message.Error)
			assert.Equal(t, refusal, e.Text)
			assert.Zero(t, e.ID)
			assert.ErrorIs(t, e, device.ErrNotResponding)
			list := got[1].(*message.DeviceList)
			require.Len(t, list.Devices, 1)
			assert.EqualValues(t, 1, list.Devices[0].Index)
		}
		assert.Contains(t, b.logged(), refusal)
		assert.False(t, toy.connected())
		assert.True(t, other.connected())
		assert.Contains(t, c.refused(message.CodeDevice, vibrate(0, 1)), "There is no device 0.")

		toy.refuses(nil) // its user has switched it off and on
		c.ok(&message.StartScanning{})
		assert.Equal(t, []string{"DeviceList", "ScanningFinished"}, names(c.take()))
		c.ok(vibrate(0, 1))
		c.ok(vibrate(1, 1))
	})
}

func TestAToyThatCannotBeStoppedIsDisconnected(t *testing.T) {
	for name, stop := range map[string]func(c *fakeClient){
		"StopCmd": func(c *fakeClient) { c.ok(&message.StopCmd{Outputs: true}) },
		"level 0": func(c *fakeClient) { c.ok(vibrate(0, 0)) },
		"the end of the session": func(c *fakeClient) {
			c.session.Close()
			require.True(t, c.ended())
		},
	} {
		t.Run(name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c, watcher := b.scanned(), b.client()
				c.ok(vibrate(0, 9))
				toy.refuses(errFake)
				stop(c)
				time.Sleep(time.Second)
				assert.Equal(t, []string{"Error 4", "DeviceList"}, names(watcher.take()))
				assert.False(t, toy.connected())
				assert.True(t, strings.HasPrefix(b.logged()[len(b.logged())-1], "Device 0 (Fake Toy) was disconnected: "))
			})
		})
	}
}

func TestEveryVersionLearnsOfAToyThatRefuses(t *testing.T) {
	for version := range 5 {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			hello := helloV4
			switch {
			case version == 0:
				hello = `[{"RequestServerInfo":{"Id":1,"ClientName":"c"}}]`
			case version < 4:
				hello = fmt.Sprintf(`[{"RequestServerInfo":{"Id":1,"ClientName":"c","MessageVersion":%d}}]`, version)
			}
			toy := newFakeToy("a")
			inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				driver, c := b.scanned(), b.frames()
				require.Len(t, c.say(hello), 1)
				if version < 4 {
					require.Len(t, c.say(`[{"RequestDeviceList":{"Id":2}}]`), 1)
				}
				refuse(toy, driver)
				gone := `[{"DeviceRemoved":{"Id":0,"DeviceIndex":0}}]`
				if version == 4 {
					gone = `[{"DeviceList":{"Id":0,"Devices":{}}}]`
				}
				assert.Equal(t, []string{errorFrame("0", "4"), gone}, c.take())
			})
		})
	}
}

// Another toy that comes at the address of one that was given up, or of one that vanished,
// is a new toy: what it can do is found out anew.
func TestAnotherModelComesBackAtTheSameAddress(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		refuse(toy, c)
		c.take()
		toy.refuses(nil)
		toy.endpoints = []device.Endpoint{device.Rx}
		c.ok(&message.StartScanning{})
		got := c.take()
		require.Equal(t, []string{"Error 4", "ScanningFinished"}, names(got))
		assert.Contains(t, got[0].(*message.Error).Text, "the device lacks what it is driven with: tx.")
		assert.Empty(t, b.devices())
		assert.False(t, toy.connected())
	})
}
