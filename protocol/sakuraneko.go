package protocol

// Sakuraneko toys: one packet for the vibrator and a similar one for the rotator of the
// Koikoi, which turns one way only.
var Sakuraneko = []Spec{{
	Name: "sakuraneko",
	Command: ByOutput{Rotate: Bytes{0xA2, 0x08, 0x01, 0, 0, 0, 0x64, Level, 0, 0x32, 0xDF, 0x55},
		Other: Bytes{0xA1, 0x08, 0x01, 0, 0, 0, 0x64, Level, 0, 0x64, 0xDF, 0x55}},
}}
