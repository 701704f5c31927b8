package protocol

// Picobong Remoji toys. Level 0 in the continuous mode would keep the motor creeping.
var _ = add(Spec{
	Name: "picobong",
	Command: func(_ *State, c Command) []byte {
		if c.Value == 0 {
			return []byte{0x01, 0xFF, 0}
		}
		return []byte{0x01, 0x01, Magnitude(c.Value)}
	},
})
