package protocol

var _ = add(picobongSpecs)

// Picobong Remoji toys. Level 0 in the continuous mode would keep the motor creeping.
var picobongSpecs = []Spec{{
	Name: "picobong",
	Command: func(_ *State, c Command) []byte {
		if c.Value == 0 {
			return []byte{0x01, 0xFF, 0}
		}
		return []byte{0x01, 0x01, Magnitude(c.Value)}
	},
}}
