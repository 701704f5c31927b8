package protocol

var _ = add(jejoueSpecs)

// The Je Joue Nuo has one level for its two motors, and patterns that say which of them
// run: 1 both, 2 the large one, 3 the small one. When both are wanted the large one's
// level counts; the official server then leaves the small one off.
var jejoueSpecs = []Spec{{
	Name: "jejoue",
	Packet: func(s *State) []byte {
		switch large, small := s.Byte(0), s.Byte(1); {
		case large == 0 && small != 0:
			return []byte{3, small}
		case large != 0 && small == 0:
			return []byte{2, large}
		default:
			return []byte{1, large}
		}
	},
}}
