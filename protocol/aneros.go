package protocol

// Aneros makes the Vivi, with two motors, each with a command byte of its own.
var Aneros = []Spec{{
	Name:    "aneros",
	Command: Bytes{0xF1 + Index, Level},
}}
