package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(joyhubSpecs)

// JoyHub toys: up to four motors in one packet, by feature index; pump, heater, light and
// lube have packets of their own.
var joyhubSpecs = []Spec{{
	Name: "joyhub",
	Writes: func(s *State, commands []Command) (writes []Write) {
		say := func(data ...byte) { writes = append(writes, Write{Data: data}) }
		motors := false
		for _, c := range commands {
			level, on := Magnitude(c.Value), flag(c.Value)
			switch c.Type {
			case device.Constrict:
				if c.Feature == 4 {
					say(0xA0, 0x07, on, 0, level, 0xFF)
				} else {
					say(0xA0, 0x0D, 0, 0, level, 0xFF)
				}
			case device.Temperature:
				say(joyHubSwitch(0x04, on)...)
			case device.Led:
				say(joyHubSwitch(0x14, on)...)
			case device.Spray:
				// One shot: off again after a second, whatever comes in between.
				say(joyHubSwitch(0x24, on)...)
				writes = append(writes, Write{Data: joyHubSwitch(0x24, 0), After: time.Second})
			default:
				if !motors { // one packet for all, in the place of the first, so that a stop begins with it
					motors = true
					say(0xA0, 0x03, s.Byte(0), s.Byte(1), s.Byte(2), s.Byte(3), 0xAA)
				}
			}
		}
		return writes
	},
}}

func joyHubSwitch(channel, on byte) []byte {
	return []byte{0xA0, channel, on, 0, on, 0xFF * on}
}
