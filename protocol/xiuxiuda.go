package protocol

// Xiuxiuda toys.
var _ = add(Spec{
	Name: "xiuxiuda",
	Command: func(_ *State, c Command) []byte {
		return []byte{0, 0, 0, 0, 0x65, 0x3A, 0x30, Magnitude(c.Value), 0x64}
	},
})
