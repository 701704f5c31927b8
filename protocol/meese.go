package protocol

// Meese toys: a packet for each motor, the second of which is a pump.
var Meese = []Spec{{
	Name:     "meese",
	Response: true,
	Command:  Bytes{0x01, 0x80, Index + 1, Level},
}}
