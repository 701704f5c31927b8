package protocol

var _ = add(xiuxiudaSpecs)

// Xiuxiuda toys.
var xiuxiudaSpecs = []Spec{{
	Name: "xiuxiuda",
	Command: func(_ *State, c Command) []byte {
		return []byte{0, 0, 0, 0, 0x65, 0x3A, 0x30, Magnitude(c.Value), 0x64}
	},
}}
