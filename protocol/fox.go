package protocol

var _ = add(foxSpecs)

// Fox vibrators have three speeds; higher numbers would start patterns.
var foxSpecs = []Spec{{
	Name:    "fox",
	Command: func(_ *State, c Command) []byte { return []byte{0x03, 0x01, 0x01, 0xFE, Magnitude(c.Value)} },
}}
