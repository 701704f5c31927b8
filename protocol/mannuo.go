package protocol

// ManNuo toys have three speeds. The packet ends with the exclusive or of the rest.
var ManNuo = []Spec{{
	Name:     "mannuo",
	Response: true,
	Command:  Bytes{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Level, 0xFA, Xor},
}}
