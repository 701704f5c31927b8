package protocol

var _ = add(maxproSpecs)

// The MaxPro 2 takes its level twice.
var maxproSpecs = []Spec{{
	Name: "maxpro",
	Command: func(_ *State, c Command) []byte {
		level := Magnitude(c.Value)
		return withSum(0x55, 0x04, 0x07, 0xFF, 0xFF, 0x3F, level, 0x5F, level)
	},
}}
