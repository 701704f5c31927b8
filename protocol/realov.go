package protocol

// Realov vibrators.
var Realov = []Spec{{
	Name:    "realov",
	Command: Bytes{0xC5, 0x55, Level, 0xAA},
}}
