package protocol

var _ = add(deepsireSpecs)

// DeepSire toys, the Kuirkish Imp for example.
var deepsireSpecs = []Spec{{
	Name:    "deepsire",
	Command: func(_ *State, c Command) []byte { return []byte{0x55, 0x04, 0x01, 0, 0, Magnitude(c.Value), 0xAA} },
}}
