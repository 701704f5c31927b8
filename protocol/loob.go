package protocol

import "encoding/binary"

var _ = add(loobSpecs)

// The Joyroid Loob takes a place, from 1 on, and a time of 16 bits. Longer moves are made
// in 65.5 s; the official server lets the number wrap, so that they become quick ones.
var loobSpecs = []Spec{{
	Name: "loob",
	Init: []Write{{Data: loobMove(1, 500), Response: true}},
	Command: func(_ *State, c Command) []byte {
		return loobMove(uint16(max(1, min(c.Value, 1000))), uint16(max(1, min(c.Duration, 0xFFFF))))
	},
}}

func loobMove(place, ms uint16) []byte {
	return binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(nil, place), ms)
}
