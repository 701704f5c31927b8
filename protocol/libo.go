package protocol

import "github.com/gobuttplug/gobuttplug/device"

// Libo toys take bare levels on two characteristics.
var Libo = []Spec{
	// The vibrator of the shock eggs is on the second characteristic. The first gives
	// shocks, which no model of the catalogue offers.
	{
		Name:   "libo-elle",
		Needs:  device.Needs{{device.TxMode}},
		To:     device.TxMode,
		Packet: Bytes{Level0},
	},

	{
		Name:   "libo-shark",
		Packet: Bytes{Nibbles},
	},

	{
		Name:   "libo-vibes",
		Needs:  device.Needs{{device.Tx, device.TxMode}},
		Writes: liboVibesWrites,
	},
}

// liboVibesWrites: a vibrator at rest wants a word on the other characteristic too, which
// is also that of the suction. It gets the suction's level; the official server switches
// that off with the vibrator, and loses the vibrator's stop when both come together.
func liboVibesWrites(s *State, commands []Command) (writes []Write) {
	second := false
	for _, c := range commands {
		if c.Feature == 0 {
			writes = append(writes, Write{Data: []byte{s.Byte(0)}})
		}
		second = second || c.Feature != 0 || c.Value == 0
	}
	if second {
		writes = append(writes, Write{To: device.TxMode, Data: []byte{s.Byte(1)}})
	}
	return writes
}
