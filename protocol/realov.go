package protocol

var _ = add(realovSpecs)

// The Realov vibrator.
var realovSpecs = []Spec{{
	Name:    "realov",
	Command: func(_ *State, c Command) []byte { return []byte{0xC5, 0x55, Magnitude(c.Value), 0xAA} },
}}
