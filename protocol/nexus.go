package protocol

// Nexus makes the Revo Stealth, which vibrates and rotates, with two speeds in each direction: 1
// and 2 turn it one way, 3 and 4 the other.
var Nexus = []Spec{{
	Name:     "nexus-revo",
	Response: true,
	Command: ByOutput{Rotate: OffOn{Bytes{0xAA, 1, 2, 0, 0, 0}, nexusTurn},
		Other: Bytes{0xAA, 1, 1, 0, 1, Level}},
}}

var nexusTurn = ByDirection{Forward: Bytes{0xAA, 1, 2, 0, Level + 2, 0}, Backward: Bytes{0xAA, 1, 2, 0, Level, 0}}
