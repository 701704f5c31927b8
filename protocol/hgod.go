package protocol

import "time"

// Hgod toys run for a moment after each packet, so the packet is sent again and again
// while the level is not 0; silence stops them.
var Hgod = []Spec{{
	Name: "hgod",
	Tick: &Tick{Every: 100 * time.Millisecond, Make: hgodTick},
}}

func hgodTick(s *State) ([]Write, bool) {
	if s.Level(0) == 0 {
		return nil, false
	}
	return []Write{{Data: []byte{0x55, 0x04, 0, 0, 0, s.Byte(0)}}}, true
}
