package protocol

import (
	"encoding/binary"
	"time"
)

// Loob is the stroker by Joyroid. It takes a place, from 1 on, and a time of 16 bits. Longer moves
// are made in 65.5 s; the official server lets the number wrap, so that they become quick ones.
var Loob = []Spec{{
	Name:    "loob",
	Init:    []Write{{Data: loobMove(1, 500*time.Millisecond), Response: true}},
	Command: Func(func(_ *State, c Command) []byte { return loobMove(c.Value, c.Duration) }),
}}

func loobMove(place int32, duration time.Duration) []byte {
	packet := binary.BigEndian.AppendUint16(nil, uint16(max(1, min(place, 1000))))
	return binary.BigEndian.AppendUint16(packet, uint16(max(1, min(duration.Milliseconds(), 0xFFFF))))
}
