package protocol

var _ = add(meeseSpecs)

// Meese toys: a packet for each motor, the second of which is a pump.
var meeseSpecs = []Spec{{
	Name:     "meese",
	Response: true,
	Command:  func(_ *State, c Command) []byte { return []byte{0x01, 0x80, byte(c.Feature) + 1, Magnitude(c.Value)} },
}}
