package protocol

var _ = add(htkSpecs)

// The HTK breast massager has two pads that are on or off, and a code for each
// combination.
var htkSpecs = []Spec{{
	Name: "htk_bm",
	Packet: func(s *State) []byte {
		codes := [4]byte{0x0F, 0x0C, 0x0D, 0x0B} // none, left, right, both
		return []byte{codes[motorBits(s.Byte(0), s.Byte(1))]}
	},
}}
