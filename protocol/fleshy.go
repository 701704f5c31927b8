package protocol

// Fleshy makes the Thrust Sync, which takes a place and a time of 16 bits. Longer moves are made
// in 65.5 s; the official server lets the number wrap, so that they become quick ones.
// There is no way to end a move before its time.
var Fleshy = []Spec{{
	Name:    "fleshy-thrust",
	Command: Bytes{Level, Milliseconds},
}}
