package protocol

import "time"

// Xuanhuan makes a masturbator that runs for a moment after each packet, so the packet is sent
// again and again while the level is not 0.
var Xuanhuan = []Spec{{
	Name:     "xuanhuan",
	Response: true,
	Packet:   xuanhuanPacket,
	Tick:     &Tick{Every: 300 * time.Millisecond, Make: xuanhuanTick},
}}

var xuanhuanPacket = Bytes{0x03, 0x02, 0x00, Level0}

// xuanhuanTick: the first repetition is due an interval after the command, so the first
// tick, which comes right after it, only counts.
func xuanhuanTick(s *State) ([]Write, bool) {
	if s.Level(0) == 0 {
		s.Count = 0
		return nil, false
	}
	s.Count++
	if s.Count == 1 {
		return nil, true
	}
	return []Write{{Data: xuanhuanPacket.Append(nil, s, Command{}), Response: true}}, true
}
