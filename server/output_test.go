package server

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

func TestOutputReachesTheToy(t *testing.T) {
	for _, tt := range []struct {
		name string
		cmd  message.OutputCmd
		want string
	}{
		{"level", message.OutputCmd{Type: device.Vibrate, Value: 20}, "0 Vibrate 20"},
		{"signed", message.OutputCmd{FeatureIndex: 1, Type: device.Rotate, Value: -10}, "1 Rotate -10"},
		{"user's limit", message.OutputCmd{FeatureIndex: 4, Type: device.Vibrate, Value: 1}, "4 Vibrate 6"},
		{"user's limit, stop", message.OutputCmd{FeatureIndex: 4, Type: device.Vibrate}, "4 Vibrate 0"},
		{"move", message.OutputCmd{FeatureIndex: 3, Type: device.HwPositionWithDuration, Value: 100, Duration: 900 * time.Millisecond}, "3 HwPositionWithDuration 100 900ms"},
		{"duration above the announced one", message.OutputCmd{FeatureIndex: 3, Type: device.HwPositionWithDuration, Value: 1, Duration: (1 << 31) * time.Millisecond}, "3 HwPositionWithDuration 1 1000ms"},
		{"duration where none belongs", message.OutputCmd{Type: device.Vibrate, Value: 3, Duration: 7 * time.Millisecond}, "0 Vibrate 3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				b.scanned().ok(&tt.cmd)
				assert.Equal(t, []string{tt.want}, toy.took())
			})
		})
	}
}

func TestOutputIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		cmd  message.OutputCmd
		want string
	}{
		{"no device", message.OutputCmd{DeviceIndex: 9, FeatureIndex: 99, Type: device.Vibrate, Value: 999},
			"There is no device 9. It may have disconnected; ask for the device list to see which there are."},
		{"no feature", message.OutputCmd{FeatureIndex: 2, Type: device.Vibrate, Value: 999},
			"Device 0 (Fake Toy) has no feature 2. It has feature 0, 1, 3, 4, 5, 6, 7, 8."},
		{"no outputs", message.OutputCmd{FeatureIndex: 6, Type: device.Vibrate},
			"Feature 6 of device 0 (Fake Toy) has no outputs."},
		{"disabled", message.OutputCmd{FeatureIndex: 3, Type: device.Oscillate, Value: 999},
			"The Oscillate output of feature 3 of device 0 (Fake Toy) is disabled in the user's settings. Enable it there to use it."},
		{"other output", message.OutputCmd{FeatureIndex: 0, Type: device.Rotate, Value: 999},
			"Feature 0 of device 0 (Fake Toy) has no Rotate output. It has Vibrate."},
		{"too high", message.OutputCmd{Type: device.Vibrate, Value: 21},
			"Feature 0 of device 0 (Fake Toy): value 21 is outside the range 0 to 20 of this Vibrate output."},
		{"negative", message.OutputCmd{Type: device.Vibrate, Value: -1},
			"Feature 0 of device 0 (Fake Toy): value -1 is outside the range 0 to 20 of this Vibrate output."},
		{"above the user's limit", message.OutputCmd{FeatureIndex: 4, Type: device.Vibrate, Value: 11},
			"Feature 4 of device 0 (Fake Toy): value 11 is outside the range 0 to 10 of this Vibrate output."},
		{"protocol can't", message.OutputCmd{FeatureIndex: 5, Type: device.Led, Value: 1},
			"Device 0 (Fake Toy) did not take the command: Fake Toy can't do Led with its feature 5."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.scanned()
				assert.Equal(t, tt.want, c.refused(message.CodeDevice, &tt.cmd))
				assert.Empty(t, toy.took())
				c.ok(vibrate(0, 1)) // the session goes on
			})
		})
	}
}

func TestOutputsTogether(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		both := func(second *message.OutputCmd) []message.Message {
			first := vibrate(0, 4)
			first.ID, second.ID = 70, 70
			return []message.Message{first, second}
		}
		c.session.handle(both(&message.OutputCmd{FeatureIndex: 1, Type: device.Rotate, Value: 11})...)
		c.session.out.flush()
		assert.Equal(t, []string{"Error 4"}, names(c.take()))
		assert.Empty(t, toy.took(), "one is refused, so none is run")

		c.session.handle(both(&message.OutputCmd{FeatureIndex: 1, Type: device.Rotate, Value: 10})...)
		c.session.out.flush()
		assert.Equal(t, []message.Message{&message.Ok{Header: message.Header{ID: 70}}}, c.take())
		assert.Equal(t, []string{"0 Vibrate 4", "1 Rotate 10"}, toy.took())

		c.session.handle(both(&message.OutputCmd{DeviceIndex: 1, Type: device.Vibrate})...)
		c.session.out.flush()
		assert.Equal(t, []string{"Error 3"}, names(c.take()))
	})
}

func TestOutputToAToyThatIsGone(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		assert.NoError(t, toy.Close())
		assert.Equal(t, []string{"DeviceList"}, names(c.take()))
		c.refused(message.CodeDevice, vibrate(0, 1))
	})
}

func TestNeighbouringOutputsReachTheToyAsOneUpdate(t *testing.T) {
	assert.Equal(t, 2, outputsOfOneDevice([]message.Message{
		&message.OutputCmd{DeviceIndex: 1}, &message.OutputCmd{DeviceIndex: 1}, &message.OutputCmd{DeviceIndex: 2}}))
	assert.Equal(t, 1, outputsOfOneDevice([]message.Message{&message.OutputCmd{}, &message.Ping{}, &message.OutputCmd{}}))
	assert.Zero(t, outputsOfOneDevice([]message.Message{&message.Ping{}}))
	assert.Zero(t, outputsOfOneDevice(nil))
}

func TestHandleAnswersEachOfNeighbouringOutputs(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		output := func(id uint32, value int32) message.Message {
			m := vibrate(0, value)
			m.ID = id
			return m
		}
		c.session.Handle(output(70, 4), output(71, 999), output(72, 5))
		replies := c.take()
		assert.Equal(t, []string{"Ok", "Error 4", "Ok"}, names(replies))
		c.session.Handle(output(80, 6), output(81, 7))
		assert.Equal(t, []message.Message{&message.Ok{Header: message.Header{ID: 80}}, &message.Ok{Header: message.Header{ID: 81}}}, c.take())
		took := toy.took()
		assert.Equal(t, "0 Vibrate 7", took[len(took)-1])
	})
}
