package protocol

// Omobo makes the ViVegg.
var Omobo = []Spec{{
	Name:     "omobo",
	Response: true,
	Command:  Bytes{0xA1, 0x04, 0x04, 0x01, Level, 0xFF, 0x55},
}}
