package protocol

// Fox vibrators have three speeds; higher numbers would start patterns.
var Fox = []Spec{{
	Name:    "fox",
	Command: Bytes{0x03, 0x01, 0x01, 0xFE, Level},
}}
