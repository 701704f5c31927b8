package protocol

var _ = add(mymuseSpecs)

// The MyMuse Link Plus has three speeds and a packet of its own for off.
var mymuseSpecs = []Spec{{
	Name: "mymuselinkplus",
	Command: func(_ *State, c Command) []byte {
		if c.Value == 0 {
			return []byte{0xAA, 0x55, 0x06, 0xAA, 0, 0, 0, 0}
		}
		return []byte{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Magnitude(c.Value), 0xFF}
	},
}}
