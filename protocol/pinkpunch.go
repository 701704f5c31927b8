package protocol

// PinkPunch toys.
var PinkPunch = []Spec{{
	Name:     "pink_punch",
	Response: true,
	Command:  Bytes{0x09, Level},
}}
