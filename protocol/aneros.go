package protocol

var _ = add(anerosSpecs)

// The Aneros Vivi has two motors, each with a command byte of its own.
var anerosSpecs = []Spec{{
	Name:    "aneros",
	Command: func(_ *State, c Command) []byte { return []byte{0xF1 + byte(c.Feature), Magnitude(c.Value)} },
}}
