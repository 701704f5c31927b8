package protocol

import "github.com/gobuttplug/gobuttplug/message"

var _ = add(luvmazerSpecs)

// Luvmazer toys have a packet for each of their motors. Rotation has one direction.
var luvmazerSpecs = []Spec{{
	Name: "luvmazer",
	Command: func(_ *State, c Command) []byte {
		level := Magnitude(c.Value)
		switch c.Type {
		case message.Rotate:
			return []byte{0xA0, 0x0F, 0x00, 0x00, 0x64, level}
		case message.Oscillate:
			return []byte{0xA0, 0x06, 0x01, 0x00, 0x64, level}
		case message.Constrict:
			return []byte{0xA0, 0x0D, 0x00, 0x00, 0x14 * flag(c.Value), level}
		}
		return []byte{0xA0, 0x01, 0x00, byte(c.Feature), 0x64, level}
	},
}}
