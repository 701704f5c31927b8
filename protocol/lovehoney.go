package protocol

// Lovehoney Desire toys have one or two motors: 0 is all, 1 and 2 are one of them.
var Lovehoney = []Spec{{
	Name:   "lovehoney-desire",
	Writes: lovehoneyWrites,
}}

func lovehoneyWrites(s *State, _ []Command) []Write {
	a, b := s.pair()
	if a == b {
		return []Write{{Data: []byte{0xF3, 0, a}, Response: true}}
	}
	return []Write{{Data: []byte{0xF3, 1, a}, Response: true}, {Data: []byte{0xF3, 2, b}, Response: true}}
}
