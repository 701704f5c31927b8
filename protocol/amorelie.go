package protocol

// Amorelie Joy toys: one byte wakes them, then packets of header, steady pattern, level.
var Amorelie = []Spec{{
	Name:    "amorelie-joy",
	Init:    []Write{{Data: []byte{0x03}}},
	Command: Bytes{0x01, 0x01, Level},
}}
