package protocol

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

// Svakom toys and their relatives (ToyCod, Coleur Dor, Fantasy Cup, BeYourLover, Mutufun,
// Zemalia). Nearly every packet is 55, a function, a selector of motors, 00, on or off, and a
// level; the generations differ in details. Functions: 03 and 04 first motor, 06 to 09 others.
var Svakom = []Spec{
	{
		Name:    "svakom-v1",
		Command: Bytes{0x55, 0x04, 0x03, 0, On, Level},
	},

	{
		Name:     "svakom-v2",
		Response: true,
		Command:  ByFeature{Bytes{0x55, 0x03, 0x03, 0, On, Level}, Bytes{0x55, 0x06, 0x01, 0, Level, Level}},
	},

	{
		Name: "svakom-v3",
		Command: ByOutput{Rotate: Bytes{0x55, 0x08, 0, 0, Level, 0xFF},
			Other: ByFeature{Bytes{0x55, 0x03, 0x03, 0, On, Level}, Bytes{0x55, 0x09, 0, 0, On, Level}}},
	},

	{
		Name:   "svakom-v4",
		Packet: Join{svakomPair{running: 1}, Bytes{0}},
	},

	{
		Name:   "svakom-v5",
		Writes: svakomV5Writes,
	},

	{
		Name:   "svakom-v6",
		Writes: svakomV6Writes,
	},

	{
		Name:   "svakom-barney",
		Packet: Join{svakomPair{running: 3}, Bytes{0}},
	},

	// Off is FF.
	{
		Name:    "svakom-alex",
		Command: OffOn{Bytes{0x12, 0x01, 0x03, 0, 0xFF, 0}, Bytes{0x12, 0x01, 0x03, 0, Level, 0}},
	},

	{
		Name:    "svakom-alex-v2",
		Command: Bytes{0x55, 0x03, 0x03, 0, Level, Level + 5},
	},

	{
		Name: "svakom-avaneo",
		Command: ByFeature{Bytes{0x55, 0x03, 0, 0, On, Level},
			Bytes{0x55, Either(device.Vibrate, 0x09, 0x08), 0, 0, Level, 0xFF}},
	},

	{
		Name: "svakom-barnard",
		Command: ByOutput{Oscillate: Bytes{0x55, 0x08, 0, 0, Level, IfOn(0xFF)},
			Other: Bytes{0x55, 0x03, 0, 0, Level, On}},
	},

	{
		Name:    "svakom-dice",
		Command: Bytes{0x55, 0x04, 0, 0, 1, Level, 0xAA},
	},

	{
		Name: "svakom-dt250a",
		Command: ByOutput{Constrict: Bytes{0x55, 0x09, 0, 0, Level, 0},
			Other: ByFeature{Bytes{0x55, 0x03, 0, 0, Level, On}, Bytes{0x55, 0x08, 0, 0, Level, On}}},
	},

	// Thrusting has seven patterns in place of levels, heat is on or off.
	{
		Name:    "svakom-fatima",
		Command: svakomFatima,
	},

	{
		Name:   "svakom-iker",
		Writes: svakomIkerWrites,
	},

	{
		Name:    "svakom-jordan",
		Command: Bytes{0x55, Either(device.Oscillate, 0x08, 0x03), 0, 0, On, Level, 0},
	},

	// The toy counts from 1, also when off.
	{
		Name:    "svakom-pulse",
		Command: Bytes{0x55, 0x03, 0x03, 0, On, Level + 1},
	},

	{
		Name:     "svakom-sam",
		Needs:    device.Needs{{device.Tx, device.Rx}},
		Optional: []device.Endpoint{device.TxMode, device.Firmware},
		Start:    func(ctx context.Context, c *Conversation) error { return c.Subscribe(ctx, device.Rx) },
		Command:  ByOutput{Constrict: Bytes{0x12, 0x06, 0x01, Level}, Other: Func(svakomSam)},
	},

	{
		Name:     "svakom-sam2",
		Response: true,
		Command: ByOutput{Constrict: Bytes{0x55, 0x09, 0, 0, On, Level, 0},
			Other: Bytes{0x55, 0x03, 0, 0, IfOn(0x05), Level, 0}},
	},

	{
		Name: "svakom-suitcase",
		Command: ByFeature{OffOn{Bytes{0x55, 0x03, 0, 0, 0, 0}, Func(svakomSuitcase)},
			Bytes{0x55, 0x09, 0, 0, Level, 0}},
	},

	// Off is 01 01 for the first motor.
	{
		Name: "svakom-tarax",
		Command: ByFeature{OffOn{Bytes{0x55, 0x03, 0, 0, 1, 1}, Bytes{0x55, 0x03, 0, 0, Level, 2}},
			Bytes{0x55, 0x09, 0, 0, Level, 0}},
	},
}

var svakomFatima = ByOutput{
	Constrict:   Bytes{0x55, 0x09, 0, 0, On, Level},
	Oscillate:   Bytes{0x55, 0x08, 0, 0, Level, IfOn(0xFF)},
	Temperature: Bytes{0x55, 0x05, On, IfOn(0x37), 0x02, 0, 0},
	Other:       Bytes{0x55, 0x03, 0, 0, On, Level},
}

// svakomPair is the packet for features 0 and 1, which can't run at different levels: the
// higher one counts. The selector says which run: 0 both or none, 1 and 2 one of them.
type svakomPair struct {
	running byte // the mode while one of them runs
	selects bool // a toy with one vibrator has a selector too
}

// Append implements Encoder.
func (p svakomPair) Append(packet []byte, s *State, _ Command) []byte {
	a, b := s.Byte(0), s.Byte(1)
	if f, ok := s.Def.Feature(1); ok {
		if _, sucks := f.Output(device.Constrict); sucks { // it has a packet of its own
			b = 0
		}
	}
	level := max(a, b)
	var selector byte
	switch {
	case !p.selects && s.CountOf(device.Vibrate) < 2 || (a == 0) == (b == 0):
	case a != 0:
		selector = 1
	default:
		selector = 2
	}
	return append(packet, 0x55, 0x03, selector, 0, p.running*flag(int32(level)), level)
}

var (
	svakomV5Others = ByOutput{Oscillate: Bytes{0x55, 0x09, 0, 0, Level, 0}}
	svakomV6Others = ByOutput{Constrict: Bytes{0x55, 0x09, 0, 0, Level, 0, 0}, Rotate: Bytes{0x55, 0x14, 0, 0, On, Level, 0},
		Other: ByFeature{nil, nil, Bytes{0x55, 0x07, 0, 0, On, Level, 0}}}
	svakomV6Pair = Join{svakomPair{running: 1}, Bytes{0}}
)

func svakomV5Writes(s *State, commands []Command) []Write {
	return together(s, commands, svakomV5Others, svakomPair{running: 1, selects: true})
}

func svakomV6Writes(s *State, commands []Command) []Write {
	return together(s, commands, svakomV6Others, svakomV6Pair)
}

// svakomIker is what is remembered of a toy: whether the vibrator was on before, or may have
// been, because a packet that failed may have arrived all the same.
type svakomIker struct{ ran bool }

// svakomIkerWrites: a packet of the vibrator silences the pulsator, so the pulsator's
// follows while it runs. The packets of one update stay together. (In the official server's
// queue the second can replace the first, and so lose a stop.) If the vibrator was on
// before, off takes both packets. (The official server's off is the pulsator's packet
// alone, also for a vibrator that ran alone.)
func svakomIkerWrites(s *State, _ []Command) (writes []Write) {
	vibrator, pulsator := s.Byte(0), s.Byte(1)
	toy := MemoryOf[svakomIker](s)
	if vibrator != 0 {
		toy.ran = true
	}
	if toy.ran || pulsator != 0 {
		writes = append(writes, Write{Data: []byte{0x55, 0x03, 0x03, 0, 1, vibrator}})
	}
	if pulsator != 0 || vibrator == 0 {
		writes = append(writes, Write{Data: []byte{0x55, 0x07, 0, 0, pulsator, 0}})
	}
	if vibrator == 0 && pulsator != 0 {
		writes[len(writes)-1].Taken = func() { toy.ran = false }
	}
	return writes
}

// svakomSam is for two generations under one name, told apart by a characteristic that
// only the second has.
func svakomSam(s *State, c Command) []byte {
	mode := byte(0x05)
	if s.Has(device.TxMode) || s.Has(device.Firmware) {
		mode = 0x04 * flag(c.Value)
	}
	return []byte{0x12, 0x01, 0x03, 0x00, mode, Magnitude(c.Value)}
}

// svakomSuitcase: 30 levels are three intensities with ten speeds each.
func svakomSuitcase(_ *State, c Command) []byte {
	level := Magnitude(c.Value) - 1
	return []byte{0x55, 0x03, 0, 0, level/10 + 1, level%10 + 1}
}
