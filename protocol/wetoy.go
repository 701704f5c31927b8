package protocol

var _ = add(wetoySpecs)

// The WeToy MiNa has three speeds, counted from 0, and a packet of its own for off.
var wetoySpecs = []Spec{{
	Name:     "wetoy",
	Response: true,
	Init:     []Write{{Data: []byte{0x80, 0x03}, Response: true}},
	Command: func(_ *State, c Command) []byte {
		if c.Value == 0 {
			return []byte{0x80, 0x03}
		}
		return []byte{0xB2, Magnitude(c.Value) - 1}
	},
}}
