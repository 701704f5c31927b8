package protocol

import (
	"context"
	"math"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(kiirooSpecs)

// Kiiroo toys and those made by Kiiroo for others: Fleshlight Launch, OhMiBod, PornHub.
var kiirooSpecs = []Spec{
	// Onyx and Pearl of the first generation take a digit, also for the place of the
	// Onyx, which knows no duration. Made from public notes.
	{
		Name:    "kiiroo-v1",
		Command: func(_ *State, c Command) []byte { return []byte{'0' + min(Magnitude(c.Value), 4), ',', '\n'} },
	},

	// Strokers of the second generation: Launch and Onyx 2.
	{
		Name:    "kiiroo-v2",
		Needs:   device.Needs{{device.Tx, device.Firmware}},
		Init:    []Write{{To: device.Firmware, Data: []byte{0x00}, Response: true}},
		Command: func(s *State, c Command) []byte { return []byte{Magnitude(c.Value), kiirooSpeed(s, c)} },
	},

	// Vibrators of the second generation: always three levels, however many motors there are.
	{
		Name:   "kiiroo-v2-vibrator",
		Packet: func(s *State) []byte { return []byte{s.Byte(0), s.Byte(1), s.Byte(2)} },
	},

	{
		Name:    "kiiroo-v21",
		Command: kiirooV21,
		Read: func(ctx context.Context, c *Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
			status, err := c.Read(ctx, device.Whitelist, handshakeReply)
			if err != nil {
				return 0, err
			}
			if len(status) != 20 {
				return 0, ErrUnexpectedReply
			}
			return min(int32(status[5]), 100), nil
		},
	},

	// Onyx 2.1, Onyx+ and Keon are moved to 25 and back to 0 before they obey.
	{
		Name: "kiiroo-v21-initialized",
		Init: []Write{
			{Data: []byte{0x03, 0x00, 100, 25}, Response: true},
			{Data: []byte{0x03, 0x00, 100, 0}, Response: true},
		},
		Command: kiirooV21,
	},

	// The Keon with WiFi is as the other Keon but needs no moves before.
	{Name: "kiiroo-v3", Command: kiirooV21},

	{
		Name:     "kiiroo-powershot",
		Response: true,
		Packet:   func(s *State) []byte { return []byte{0x01, 0, 0, s.Byte(0), s.Byte(1), 0} },
	},

	{
		Name: "kiiroo-prowand",
		Command: func(_ *State, c Command) []byte {
			level := Magnitude(c.Value)
			return []byte{0, 0, 0x64, 0xFF * flag(c.Value), level, level}
		},
	},

	{
		Name:    "kiiroo-spot",
		Command: func(_ *State, c Command) []byte { return []byte{0, 0xFF, 0, 0, 0, Magnitude(c.Value)} },
	},
}

// kiirooV21 is the packet for a level or a move.
func kiirooV21(s *State, c Command) []byte {
	if c.Type.IsPosition() {
		return []byte{0x03, 0x00, kiirooSpeed(s, c), Magnitude(c.Value)}
	}
	return []byte{0x01, Magnitude(c.Value)}
}

// kiirooSpeed is the speed that takes a stroker from its last place, of 0 to 99, to the
// next in the time of a move. It ends at 99: strokers ignore moves that are faster, which
// the official server sends where the time is short.
func kiirooSpeed(s *State, c Command) byte {
	distance := min(1, float64(abs(s.Position(c.Feature)-c.Value))/99)
	if distance == 0 {
		return 0
	}
	return byte(min(99, 250*math.Pow(float64(c.Duration)*90/(distance*100), -1.05)*99))
}
