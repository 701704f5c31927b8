package protocol

// Synchro rotators: the top bit turns counter-clockwise.
var Synchro = []Spec{{
	Name:    "synchro",
	Command: Bytes{0xA1, 0x01, Backward(0x80), 0x77, 0x55},
}}
