package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(sakuranekoSpecs)

// Sakuraneko toys: one packet for the vibrator and a similar one for the rotator of the
// Koikoi, which turns one way only.
var sakuranekoSpecs = []Spec{{
	Name: "sakuraneko",
	Command: func(_ *State, c Command) []byte {
		kind, last := byte(0xA1), byte(0x64)
		if c.Type == device.Rotate {
			kind, last = 0xA2, 0x32
		}
		return []byte{kind, 0x08, 0x01, 0, 0, 0, 0x64, Magnitude(c.Value), 0, last, 0xDF, 0x55}
	},
}}
