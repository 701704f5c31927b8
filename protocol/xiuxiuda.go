package protocol

// Xiuxiuda toys.
var Xiuxiuda = []Spec{{
	Name:    "xiuxiuda",
	Command: Bytes{0, 0, 0, 0, 0x65, 0x3A, 0x30, Level, 0x64},
}}
