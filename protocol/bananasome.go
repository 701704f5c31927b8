package protocol

// Bananasome makes the Rocket X7: a stroke motor and two vibrators in one packet.
var Bananasome = []Spec{{
	Name:   "bananasome",
	Packet: Bytes{0xA0, 0x03, Level0, Level1, Level2},
}}
