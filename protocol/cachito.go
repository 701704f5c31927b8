package protocol

// Cachito toys: a packet for each of the two motors.
var Cachito = []Spec{{
	Name:    "cachito",
	Command: Bytes{0x02 + Index, 0x01 + Index, Level, 0x00},
}}
