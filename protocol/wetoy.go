package protocol

// WeToy makes the MiNa, which has three speeds, counted from 0, and a packet of its own for off.
var WeToy = []Spec{{
	Name:     "wetoy",
	Response: true,
	Init:     []Write{{Data: []byte{0x80, 0x03}, Response: true}},
	Command:  OffOn{Bytes{0x80, 0x03}, Bytes{0xB2, Level - 1}},
}}
