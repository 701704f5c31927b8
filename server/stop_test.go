package server

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// all is what a stop of every feature of the fake toy writes.
var all = []string{"0 Vibrate 0", "1 Rotate 0", "3 Oscillate 0", "4 Vibrate 0"}

func TestStop(t *testing.T) {
	none := []string{}
	for _, tt := range []struct {
		name string
		cmd  message.StopCmd
		want [2][]string // of the two toys
		subs bool        // the subscription to toy 0 remains
		code message.ErrorCode
	}{
		{"everything", message.StopCmd{Inputs: true, Outputs: true}, [2][]string{all, all}, false, 0},
		{"everything, feature index ignored", message.StopCmd{FeatureIndex: ptr[uint32](99), Inputs: true, Outputs: true}, [2][]string{all, all}, false, 0},
		{"one device", message.StopCmd{DeviceIndex: ptr[uint32](1), Inputs: true, Outputs: true}, [2][]string{none, all}, true, 0},
		{"one feature", message.StopCmd{DeviceIndex: ptr[uint32](0), FeatureIndex: ptr[uint32](1), Inputs: true, Outputs: true}, [2][]string{{"1 Rotate 0"}, none}, true, 0},
		{"one input", message.StopCmd{DeviceIndex: ptr[uint32](0), FeatureIndex: ptr[uint32](7), Inputs: true, Outputs: true}, [2][]string{none, none}, false, 0},
		{"outputs only", message.StopCmd{DeviceIndex: ptr[uint32](0), Outputs: true}, [2][]string{all, none}, true, 0},
		{"inputs only", message.StopCmd{DeviceIndex: ptr[uint32](0), Inputs: true}, [2][]string{none, none}, false, 0},
		{"neither", message.StopCmd{}, [2][]string{none, none}, true, 0},
		{"nothing to stop", message.StopCmd{DeviceIndex: ptr[uint32](0), FeatureIndex: ptr[uint32](8), Inputs: true, Outputs: true}, [2][]string{none, none}, true, 0},
		{"no such device", message.StopCmd{DeviceIndex: ptr[uint32](9), Inputs: true, Outputs: true}, [2][]string{none, none}, true, message.CodeDevice},
		{"no such feature", message.StopCmd{DeviceIndex: ptr[uint32](0), FeatureIndex: ptr[uint32](2), Inputs: true, Outputs: true}, [2][]string{none, none}, true, message.CodeDevice},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toys := []*fakeToy{newFakeToy("a"), newFakeToy("b")}
			inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
				c := b.scanned()
				c.ok(&message.InputCmd{FeatureIndex: 7, Type: device.Pressure, Command: device.Subscribe})
				for range 2 { // a repeated stop is a stop
					cmd := tt.cmd
					if tt.code == 0 {
						c.ok(&cmd)
					} else {
						c.refused(tt.code, &cmd)
					}
					assert.ElementsMatch(t, tt.want[0], toys[0].took())
					assert.ElementsMatch(t, tt.want[1], toys[1].took())
				}
				assert.Equal(t, tt.subs, toys[0].subscribed())
			})
		})
	}
}

func TestStopAfterTheSameStopAndLevel(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		for range 2 {
			c.ok(vibrate(0, 9))
			c.ok(&message.StopCmd{Outputs: true, Inputs: true})
			assert.Equal(t, append([]string{"0 Vibrate 9"}, all...), toy.took())
		}
	})
}
