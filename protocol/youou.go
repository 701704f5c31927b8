package protocol

var _ = add(yououSpecs)

// Youou wands count their packets. All are one model, whatever follows in the name. (The
// official server never connects them, for it looks the model up with a capital letter.)
var yououSpecs = []Spec{{
	Name:     "youou",
	Identify: oneModel("VX001_"),
	Command: func(s *State, c Command) []byte {
		packet := []byte{0xAA, 0x55, byte(s.Count), 0x02, 0x03, 0x01, Magnitude(c.Value), flag(c.Value)}
		s.Count++
		return append(packet, xor(packet), 0xFF, 0, 0, 0, 0, 0, 0, 0)
	},
}}
