package protocol

// Zalo toys have one or two motors in one packet. A motor can't be off while the other
// runs: it then gets the lowest level.
var Zalo = []Spec{{
	Name:     "zalo",
	Response: true,
	Packet:   ByRunning{Bytes{2, 1, 1}, Bytes{1, Level0, 1}, Bytes{1, 1, Level1}, Bytes{1, Level0, Level1}},
}}
