package protocol

import "time"

var _ = add(hgodSpecs)

// Hgod toys run for a moment after each packet, so the packet is sent again and again
// while the level is not 0; silence stops them.
var hgodSpecs = []Spec{{
	Name:   "hgod",
	Packet: func(*State) []byte { return nil },
	Tick: func(s *State) ([]Write, bool) {
		if s.Level(0) == 0 {
			return nil, false
		}
		return []Write{{Data: []byte{0x55, 0x04, 0, 0, 0, s.Byte(0)}}}, true
	},
	TickEvery: 100 * time.Millisecond,
}}
