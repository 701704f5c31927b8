package protocol

var _ = add(mannuoSpecs)

// ManNuo toys have three speeds. The packet ends with the exclusive or of the rest.
var mannuoSpecs = []Spec{{
	Name:     "mannuo",
	Response: true,
	Command: func(_ *State, c Command) []byte {
		packet := []byte{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Magnitude(c.Value), 0xFA}
		return append(packet, xor(packet))
	},
}}
