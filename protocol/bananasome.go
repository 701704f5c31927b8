package protocol

var _ = add(bananasomeSpecs)

// The Bananasome Rocket X7: a stroke motor and two vibrators in one packet.
var bananasomeSpecs = []Spec{{
	Name:   "bananasome",
	Packet: func(s *State) []byte { return []byte{0xA0, 0x03, s.Byte(0), s.Byte(1), s.Byte(2)} },
}}
