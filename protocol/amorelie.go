package protocol

var _ = add(amorelieSpecs)

// Amorelie Joy toys: one byte wakes them, then packets of header, steady pattern, level.
var amorelieSpecs = []Spec{{
	Name:    "amorelie-joy",
	Init:    []Write{{Data: []byte{0x03}}},
	Command: func(_ *State, c Command) []byte { return []byte{0x01, 0x01, Magnitude(c.Value)} },
}}
