package protocol

import "bytes"

// LoveNuts makes the Love Nut, which plays a pattern of twenty steps of four bits each, here all
// the same, with the time of a step at the end.
var LoveNuts = []Spec{{
	Name:    "lovenuts",
	Command: Func(lovenuts),
}}

func lovenuts(_ *State, c Command) []byte {
	steps := bytes.Repeat([]byte{min(Magnitude(c.Value), 15) * 0x11}, 10)
	return append(append(text("EVOL"), steps...), 0x00, 0xFF)
}
