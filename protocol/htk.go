package protocol

// HTK makes a breast massager with two pads that are on or off, and a code for each
// combination.
var HTK = []Spec{{
	Name:   "htk_bm",
	Packet: ByRunning{Bytes{0x0F}, Bytes{0x0C}, Bytes{0x0D}, Bytes{0x0B}},
}}
