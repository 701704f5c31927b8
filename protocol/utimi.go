package protocol

// Utimi toys take the levels of up to five motors in one packet.
var Utimi = []Spec{{
	Name:   "utimi",
	Packet: Bytes{0xA0, 0x03, Level0, Level1, Level2, Level3, 0, 0xAA},
}}
