package protocol

var _ = add(fleshySpecs)

// The Fleshy Thrust Sync takes a place and a time of 16 bits. Longer moves are made in
// 65.5 s; the official server lets the number wrap, so that they become quick ones.
// There is no way to end a move before its time.
var fleshySpecs = []Spec{{
	Name: "fleshy-thrust",
	Command: func(_ *State, c Command) []byte {
		ms := min(c.Duration, 0xFFFF)
		return []byte{Magnitude(c.Value), byte(ms >> 8), byte(ms)}
	},
}}
