package protocol

import (
	"cmp"
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Sensee toys, also sold as Easylive and Qingnan: two generations.
var Sensee = []Spec{
	{
		Name:    "sensee",
		Command: Bytes{0x55, 0xAA, 0xF0, 0x01, 0x01, 0x0B, 0x65, 0xF7, 0x01, 0x01, Level},
	},

	{
		Name:   "sensee-v2",
		Start:  senseeStart,
		Packet: Func(senseePacket),
	},
}

// sensee is what is remembered of a toy of the second generation: its kind, which it tells
// when its command characteristic is read; 0 when it did not.
type sensee struct{ kind byte }

// senseeStart asks for the kind. (The official server crashes when the answer has six bytes.)
func senseeStart(ctx context.Context, c *Conversation) error {
	kind, err := c.Read(ctx, device.Tx, 500*time.Millisecond)
	if err == nil && len(kind) > 6 {
		MemoryOf[sensee](c.State).kind = kind[6]
	}
	return err
}

// senseePacket is one packet for all motors, grouped by what they do, with the kind of toy.
func senseePacket(s *State, _ Command) []byte {
	groups := []byte{0}
	for i, t := range [...]device.OutputType{device.Vibrate, device.Oscillate, device.Constrict} {
		motors := byte(s.CountOf(t))
		if motors == 0 {
			continue
		}
		groups[0]++
		groups = append(groups, byte(i), motors)
		number := byte(0)
		for _, f := range s.Def.Features {
			if _, ok := f.Output(t); ok {
				number++
				groups = append(groups, number, s.Byte(f.Index))
			}
		}
	}
	kind := cmp.Or(MemoryOf[sensee](s).kind, 0x65)
	packet := []byte{0x55, 0xAA, 0xF0, 0x02, 0x00, byte(len(groups) + 4), kind, 0xF1}
	return append(append(packet, groups...), 0, 0)
}
