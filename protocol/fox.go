package protocol

// Fox vibrators have three speeds; higher numbers would start patterns.
var _ = add(Spec{
	Name:    "fox",
	Command: func(_ *State, c Command) []byte { return []byte{0x03, 0x01, 0x01, 0xFE, Magnitude(c.Value)} },
})
