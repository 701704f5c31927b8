package protocol

var _ = add(zaloSpecs)

// Zalo toys have one or two motors in one packet. A motor can't be off while the other
// runs: it then gets the lowest level.
var zaloSpecs = []Spec{{
	Name:     "zalo",
	Response: true,
	Packet: func(s *State) []byte {
		a, b := s.Byte(0), s.Byte(1)
		if a|b == 0 {
			return []byte{0x02, 0x01, 0x01}
		}
		return []byte{0x01, max(1, a), max(1, b)}
	},
}}
