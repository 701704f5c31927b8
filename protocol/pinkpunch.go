package protocol

var _ = add(pinkpunchSpecs)

// Pink Punch toys.
var pinkpunchSpecs = []Spec{{
	Name:     "pink_punch",
	Response: true,
	Command:  func(_ *State, c Command) []byte { return []byte{0x09, Magnitude(c.Value)} },
}}
