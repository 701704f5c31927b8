package protocol

import "time"

var _ = add(xuanhuanSpecs)

// The Xuanhuan masturbator runs for a moment after each packet, so the packet is sent
// again and again while the level is not 0. The first repetition is due an interval after the
// command, so the first tick, which comes right after it, only counts.
var xuanhuanSpecs = []Spec{{
	Name:     "xuanhuan",
	Response: true,
	Packet:   xuanhuanPacket,
	Tick: func(s *State) ([]Write, bool) {
		if s.Level(0) == 0 {
			s.Count = 0
			return nil, false
		}
		s.Count++
		if s.Count == 1 {
			return nil, true
		}
		return []Write{{Data: xuanhuanPacket(s), Response: true}}, true
	},
	TickEvery: 300 * time.Millisecond,
}}

func xuanhuanPacket(s *State) []byte { return []byte{0x03, 0x02, 0x00, s.Byte(0)} }
