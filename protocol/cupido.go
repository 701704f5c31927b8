package protocol

var _ = add(cupidoSpecs)

// The Cupido shares its service with ActiveJoy, but not its packet.
var cupidoSpecs = []Spec{{
	Name:    "cupido",
	Command: func(_ *State, c Command) []byte { return []byte{0xB0, 0x03, 0, 0, 0, Magnitude(c.Value), 0xAA} },
}}
