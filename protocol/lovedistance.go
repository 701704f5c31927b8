package protocol

// LoveDistance toys are set to level 0 and to the steady one of their patterns, F4, first.
var LoveDistance = []Spec{{
	Name:    "lovedistance",
	Init:    []Write{{Data: []byte{0xF3, 0x00, 0x00}}, {Data: []byte{0xF4, 0x01}}},
	Command: Bytes{0xF3, 0x00, Level},
}}
