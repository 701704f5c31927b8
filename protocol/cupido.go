package protocol

// Cupido shares its service with ActiveJoy, but not its packet.
var Cupido = []Spec{{
	Name:    "cupido",
	Command: Bytes{0xB0, 0x03, 0, 0, 0, Level, 0xAA},
}}
