package protocol

import (
	"bytes"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(motorbunnySpecs)

// Motorbunny saddles vibrate and rotate. A packet says the same seven times.
var motorbunnySpecs = []Spec{{
	Name: "motorbunny",
	Command: func(_ *State, c Command) []byte {
		kind, pair := byte(0xF0), []byte{Magnitude(c.Value), 0x14}
		if c.Type == device.Rotate {
			kind, pair = 0xA0, []byte{0x2A, Magnitude(c.Value)}
			if c.Value < 0 {
				pair[0] = 0x29
			}
		}
		if c.Value == 0 {
			return []byte{kind, 0, 0, 0, 0, 0xEC}
		}
		return append(append([]byte{kind | 0x0F}, withSum(bytes.Repeat(pair, 7)...)...), 0xEC)
	},
}}
