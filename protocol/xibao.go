package protocol

// Xibao makes the Smart Masturbation Cup, which obeys in its AI mode, which the user chooses with
// its button.
var Xibao = []Spec{{
	Name:    "xibao",
	Command: Bytes{0x66, 0x3A, 0x00, 0x06, 0x00, 0x06, 0x01, 0x02, 0x00, 0x02, 0x04, Level, Sum},
}}
