package protocol

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(svakomSpecs)

// Svakom toys and their relatives (ToyCod, Coleur Dor, Fantasy Cup, BeYourLover, Mutufun,
// Zemalia). Nearly every packet is 55, a function, a selector of motors, 00, on or off, and a
// level; the generations differ in details. Functions: 03 and 04 first motor, 06 to 09 others.
var svakomSpecs = []Spec{
	{
		Name:    "svakom-v1",
		Command: func(_ *State, c Command) []byte { return svakom(0x04, 0x03, flag(c.Value), Magnitude(c.Value)) },
	},

	{
		Name:     "svakom-v2",
		Response: true,
		Command: func(_ *State, c Command) []byte {
			if c.Feature == 1 {
				return svakom(0x06, 0x01, Magnitude(c.Value), Magnitude(c.Value))
			}
			return svakom(0x03, 0x03, flag(c.Value), Magnitude(c.Value))
		},
	},

	{
		Name: "svakom-v3",
		Command: func(_ *State, c Command) []byte {
			switch {
			case c.Type == device.Rotate:
				return svakom(0x08, 0, Magnitude(c.Value), 0xFF)
			case c.Feature == 0:
				return svakom(0x03, 0x03, flag(c.Value), Magnitude(c.Value))
			}
			return svakom(0x09, 0, flag(c.Value), Magnitude(c.Value))
		},
	},

	{
		Name:   "svakom-v4",
		Packet: func(s *State) []byte { return append(svakomPair(s, s.CountOf(device.Vibrate) < 2, 1), 0) },
	},

	{
		Name: "svakom-v5",
		Writes: func(s *State, commands []Command) []Write {
			return svakomPairAnd(commands,
				func(c Command) bool { return c.Type == device.Oscillate },
				func(c Command) []byte { return svakom(0x09, 0, Magnitude(c.Value), 0) },
				svakomPair(s, false, 1))
		},
	},

	{
		Name: "svakom-v6",
		Writes: func(s *State, commands []Command) []Write {
			return svakomPairAnd(commands,
				func(c Command) bool { return c.Feature >= 2 },
				func(c Command) []byte { return append(svakom(0x07, 0, flag(c.Value), Magnitude(c.Value)), 0) },
				append(svakomPair(s, s.CountOf(device.Vibrate) < 2, 1), 0))
		},
	},

	{
		Name:   "svakom-barney",
		Packet: func(s *State) []byte { return append(svakomPair(s, s.CountOf(device.Vibrate) < 2, 3), 0) },
	},

	// Off is FF.
	{
		Name: "svakom-alex",
		Command: func(_ *State, c Command) []byte {
			level := Magnitude(c.Value)
			if level == 0 {
				level = 0xFF
			}
			return []byte{0x12, 0x01, 0x03, 0x00, level, 0x00}
		},
	},

	{
		Name:    "svakom-alex-v2",
		Command: func(_ *State, c Command) []byte { return svakom(0x03, 0x03, Magnitude(c.Value), Magnitude(c.Value)+5) },
	},

	{
		Name: "svakom-avaneo",
		Command: func(_ *State, c Command) []byte {
			switch {
			case c.Feature == 0:
				return svakom(0x03, 0, flag(c.Value), Magnitude(c.Value))
			case c.Type == device.Vibrate:
				return svakom(0x09, 0, Magnitude(c.Value), 0xFF)
			}
			return svakom(0x08, 0, Magnitude(c.Value), 0xFF)
		},
	},

	{
		Name: "svakom-barnard",
		Command: func(_ *State, c Command) []byte {
			if c.Type == device.Oscillate {
				return svakom(0x08, 0, Magnitude(c.Value), 0xFF*flag(c.Value))
			}
			return svakom(0x03, 0, Magnitude(c.Value), flag(c.Value))
		},
	},

	{
		Name:    "svakom-dice",
		Command: func(_ *State, c Command) []byte { return append(svakom(0x04, 0, 1, Magnitude(c.Value)), 0xAA) },
	},

	{
		Name: "svakom-dt250a",
		Command: func(_ *State, c Command) []byte {
			switch {
			case c.Type == device.Constrict:
				return svakom(0x09, 0, Magnitude(c.Value), 0)
			case c.Feature == 0:
				return svakom(0x03, 0, Magnitude(c.Value), flag(c.Value))
			}
			return svakom(0x08, 0, Magnitude(c.Value), flag(c.Value))
		},
	},

	// A packet of the vibrator silences the pulsator, so the pulsator's follows while it runs.
	// The packets of one update stay together. (In the official server's queue the second
	// can replace the first, and so lose a stop.) Memory tells whether the vibrator was on
	// before: then off takes both packets. (The official server's off is the pulsator's
	// packet alone, also for a vibrator that ran alone.)
	{
		Name: "svakom-iker",
		Writes: func(s *State, _ []Command) (writes []Write) {
			vibrator, pulsator := s.Byte(0), s.Byte(1)
			ran, _ := s.Memory.(bool)
			if vibrator != 0 || pulsator != 0 {
				s.Memory = vibrator != 0
			}
			if ran || vibrator != 0 || pulsator != 0 {
				writes = append(writes, Write{Data: svakom(0x03, 0x03, 1, vibrator)})
			}
			if pulsator != 0 || vibrator == 0 {
				writes = append(writes, Write{Data: svakom(0x07, 0, pulsator, 0)})
			}
			return writes
		},
	},

	{
		Name: "svakom-jordan",
		Command: func(_ *State, c Command) []byte {
			function := byte(0x03)
			if c.Type == device.Oscillate {
				function = 0x08
			}
			return append(svakom(function, 0, flag(c.Value), Magnitude(c.Value)), 0)
		},
	},

	// The toy counts from 1, also when off.
	{
		Name:    "svakom-pulse",
		Command: func(_ *State, c Command) []byte { return svakom(0x03, 0x03, flag(c.Value), Magnitude(c.Value)+1) },
	},

	// Two generations under one name, told apart by a characteristic that only the second has.
	{
		Name:     "svakom-sam",
		Needs:    device.Needs{{device.Tx, device.Rx}},
		Optional: []device.Endpoint{device.TxMode, device.Firmware},
		Start:    func(ctx context.Context, c *Conversation) error { return c.Subscribe(ctx, device.Rx) },
		Command: func(s *State, c Command) []byte {
			level := Magnitude(c.Value)
			switch {
			case c.Type == device.Constrict:
				return []byte{0x12, 0x06, 0x01, level}
			case s.Has(device.TxMode) || s.Has(device.Firmware):
				return []byte{0x12, 0x01, 0x03, 0x00, 0x04 * flag(c.Value), level}
			}
			return []byte{0x12, 0x01, 0x03, 0x00, 0x05, level}
		},
	},

	{
		Name:     "svakom-sam2",
		Response: true,
		Command: func(_ *State, c Command) []byte {
			if c.Type == device.Constrict {
				return append(svakom(0x09, 0, flag(c.Value), Magnitude(c.Value)), 0)
			}
			return append(svakom(0x03, 0, 0x05*flag(c.Value), Magnitude(c.Value)), 0)
		},
	},

	// 30 levels are three intensities with ten speeds each.
	{
		Name: "svakom-suitcase",
		Command: func(_ *State, c Command) []byte {
			level := Magnitude(c.Value)
			switch {
			case c.Feature != 0:
				return svakom(0x09, 0, level, 0)
			case level == 0:
				return svakom(0x03, 0, 0, 0)
			}
			return svakom(0x03, 0, (level-1)/10+1, (level-1)%10+1)
		},
	},

	// Off is 01 01 for the first motor.
	{
		Name: "svakom-tarax",
		Command: func(_ *State, c Command) []byte {
			switch {
			case c.Feature != 0:
				return svakom(0x09, 0, Magnitude(c.Value), 0)
			case c.Value == 0:
				return svakom(0x03, 0, 1, 1)
			}
			return svakom(0x03, 0, Magnitude(c.Value), 2)
		},
	},
}

// svakom is a packet: function, selector, and the two bytes that mode and level share in
// ways of their own.
func svakom(function, selector, a, b byte) []byte {
	return []byte{0x55, function, selector, 0x00, a, b}
}

// svakomPair is the packet for features 0 and 1, which can't run at different levels: the
// higher one counts. The selector says which run: 0 both or none, 1 and 2 one of them.
// Single: the toy has no selector. On is the mode byte while running.
func svakomPair(s *State, single bool, on byte) []byte {
	a, b := s.Byte(0), s.Byte(1)
	var selector byte
	switch {
	case single || (a == 0) == (b == 0):
	case a != 0:
		selector = 1
	default:
		selector = 2
	}
	level := max(a, b)
	return svakom(0x03, selector, on*flag(int32(level)), level)
}

// svakomPairAnd makes the pair's packet once, if it was commanded, and one for each
// command that is apart from the pair.
func svakomPairAnd(commands []Command, apart func(Command) bool, packet func(Command) []byte, pair []byte) (writes []Write) {
	paired := false
	for _, c := range commands {
		switch {
		case apart(c):
			writes = append(writes, Write{Data: packet(c)})
		case !paired:
			paired = true
			writes = append(writes, Write{Data: pair})
		}
	}
	return writes
}
