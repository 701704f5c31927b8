package protocol

// Picobong Remoji toys. Level 0 in the continuous mode would keep the motor creeping.
var Picobong = []Spec{{
	Name:    "picobong",
	Command: OffOn{Bytes{0x01, 0xFF, 0}, Bytes{0x01, 0x01, Level}},
}}
