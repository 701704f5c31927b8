package protocol

// Nobra control boxes take one letter: a to o are the speeds, p is off.
var Nobra = []Spec{{
	Name:    "nobra",
	Init:    []Write{{Data: []byte{'p'}}},
	Command: OffOn{Bytes{'p'}, Bytes{'a' + Level - 1}},
}}
