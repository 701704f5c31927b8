package protocol

var _ = add(lovedistanceSpecs)

// Love Distance toys are set to level 0 and to the steady one of their patterns, F4, first.
var lovedistanceSpecs = []Spec{{
	Name:    "lovedistance",
	Init:    []Write{{Data: []byte{0xF3, 0x00, 0x00}}, {Data: []byte{0xF4, 0x01}}},
	Command: func(_ *State, c Command) []byte { return []byte{0xF3, 0x00, Magnitude(c.Value)} },
}}
