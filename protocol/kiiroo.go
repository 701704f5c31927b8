package protocol

import (
	"context"
	"math"

	"github.com/gobuttplug/gobuttplug/device"
)

// Kiiroo toys and those made by Kiiroo for others: Fleshlight Launch, OhMiBod, PornHub.
var Kiiroo = []Spec{
	// Onyx and Pearl of the first generation take a digit, also for the place of the
	// Onyx, which knows no duration. Made from public notes.
	{
		Name:    "kiiroo-v1",
		Command: AtMost{4, Bytes{'0' + Level, ',', '\n'}},
	},

	// Strokers of the second generation: Launch and Onyx 2.
	{
		Name:    "kiiroo-v2",
		Needs:   device.Needs{{device.Tx, device.Firmware}},
		Init:    []Write{{To: device.Firmware, Data: []byte{0x00}, Response: true}},
		Command: Func(kiirooStroke),
	},

	// Vibrators of the second generation: always three levels, however many motors there are.
	{
		Name:   "kiiroo-v2-vibrator",
		Packet: Bytes{Level0, Level1, Level2},
	},

	{
		Name:    "kiiroo-v21",
		Command: kiirooV21,
		Read:    kiirooBattery,
	},

	// Onyx 2.1, Onyx+ and Keon are moved to 25 and back to 0 before they obey.
	{
		Name:    "kiiroo-v21-initialized",
		Init:    kiirooMoves,
		Command: kiirooV21,
	},

	// The Keon with WiFi is as the other Keon but needs no moves before.
	{
		Name:    "kiiroo-v3",
		Command: kiirooV21,
	},

	{
		Name:     "kiiroo-powershot",
		Response: true,
		Packet:   Bytes{0x01, 0, 0, Level0, Level1, 0},
	},

	{
		Name:    "kiiroo-prowand",
		Command: Bytes{0, 0, 0x64, IfOn(0xFF), Level, Level},
	},

	{
		Name:    "kiiroo-spot",
		Command: Bytes{0, 0xFF, 0, 0, 0, Level},
	},

	{
		Name:     "kiiroo-spot-v2",
		Response: true,
		Command:  Bytes{0x01, Level, Level, 0x03, 0xE8, 0xFF},
	},
}

var kiirooMoves = []Write{
	{Data: []byte{0x03, 0x00, 100, 25}, Response: true},
	{Data: []byte{0x03, 0x00, 100, 0}, Response: true},
}

func kiirooStroke(s *State, c Command) []byte {
	return []byte{Magnitude(c.Value), kiirooSpeed(s, c)}
}

// kiirooV21 is the packet for a level or a move.
var kiirooV21 = ByOutput{Position: Func(kiirooMove), HwPositionWithDuration: Func(kiirooMove), Other: Bytes{0x01, Level}}

func kiirooMove(s *State, c Command) []byte {
	return []byte{0x03, 0x00, kiirooSpeed(s, c), Magnitude(c.Value)}
}

func kiirooBattery(ctx context.Context, c *Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
	status, err := c.Read(ctx, device.Whitelist, handshakeReply)
	if err != nil {
		return 0, err
	}
	if len(status) != 20 {
		return 0, ErrUnexpectedReply
	}
	return min(int32(status[5]), 100), nil
}

// kiirooSpeed is the speed that takes a stroker from its last place, of 0 to 99, to the
// next in the time of a move. It ends at 99: strokers ignore moves that are faster, which
// the official server sends where the time is short.
func kiirooSpeed(s *State, c Command) byte {
	distance := min(1, float64(abs(s.Position(c.Feature)-c.Value))/99)
	if distance == 0 {
		return 0
	}
	return byte(min(99, 250*math.Pow(float64(c.Duration.Milliseconds())*90/(distance*100), -1.05)*99))
}
