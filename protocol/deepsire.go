package protocol

// DeepSire toys, the Kuirkish Imp for example.
var DeepSire = []Spec{{
	Name:    "deepsire",
	Command: Bytes{0x55, 0x04, 0x01, 0, 0, Level, 0xAA},
}}
