package protocol

// MaxPro 2 toys take their level twice.
var MaxPro = []Spec{{
	Name:    "maxpro",
	Command: Bytes{0x55, 0x04, 0x07, 0xFF, 0xFF, 0x3F, Level, 0x5F, Level, Sum},
}}
