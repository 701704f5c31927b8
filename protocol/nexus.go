package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(nexusSpecs)

// The Nexus Revo Stealth vibrates and rotates, with two speeds in each direction: 1 and 2
// turn it one way, 3 and 4 the other.
var nexusSpecs = []Spec{{
	Name:     "nexus-revo",
	Response: true,
	Command: func(_ *State, c Command) []byte {
		switch level := Magnitude(c.Value); {
		case c.Type != device.Rotate:
			return []byte{0xAA, 0x01, 0x01, 0x00, 0x01, level}
		case c.Value > 0:
			return []byte{0xAA, 0x01, 0x02, 0x00, level + 2, 0x00}
		default:
			return []byte{0xAA, 0x01, 0x02, 0x00, level, 0x00}
		}
	},
}}
