package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(luvmazerSpecs)

// Luvmazer toys have a packet for each of their motors. Rotation has one direction.
var luvmazerSpecs = []Spec{{
	Name: "luvmazer",
	Command: func(_ *State, c Command) []byte {
		level := Magnitude(c.Value)
		switch c.Type {
		case device.Rotate:
			return []byte{0xA0, 0x0F, 0x00, 0x00, 0x64, level}
		case device.Oscillate:
			return []byte{0xA0, 0x06, 0x01, 0x00, 0x64, level}
		case device.Constrict:
			return []byte{0xA0, 0x0D, 0x00, 0x00, 0x14 * flag(c.Value), level}
		}
		return []byte{0xA0, 0x01, 0x00, byte(c.Feature), 0x64, level}
	},
}}
