package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(liboSpecs)

// Libo toys take bare levels on two characteristics.
var liboSpecs = []Spec{
	// The vibrator of the shock eggs is on the second characteristic. The first gives
	// shocks, which no model of the catalogue offers.
	{
		Name:  "libo-elle",
		Needs: device.Needs{{device.TxMode}},
		Writes: func(s *State, _ []Command) []Write {
			return []Write{{To: device.TxMode, Data: []byte{s.Byte(0)}}}
		},
	},

	{
		Name:   "libo-shark",
		Packet: func(s *State) []byte { return []byte{s.Byte(0)<<4 | s.Byte(1)&0x0F} },
	},

	// A vibrator at rest wants a word on the other characteristic too, which is also that
	// of the suction. It gets the suction's level; the official server switches that off
	// with the vibrator, and loses the vibrator's stop when both come together.
	{
		Name:  "libo-vibes",
		Needs: device.Needs{{device.Tx, device.TxMode}},
		Writes: func(s *State, commands []Command) (writes []Write) {
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
		},
	},
}
