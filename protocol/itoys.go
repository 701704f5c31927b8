package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(itoysSpecs)

// iToys vibrators and the Defyeah sex machine.
var itoysSpecs = []Spec{{
	Name: "itoys",
	Command: func(_ *State, c Command) []byte {
		level, on := Magnitude(c.Value), flag(c.Value)
		if c.Type == device.Oscillate {
			return []byte{0xA0, 0x06, on, 0x00, on, level}
		}
		return []byte{0xA0, 0x01, 0x00, 0x00, level, 0xFF}
	},
}}
