package protocol

import (
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(senseeSpecs)

// Sensee toys, also sold as Easylive and Qingnan: two generations.
var senseeSpecs = []Spec{
	{
		Name: "sensee",
		Command: func(_ *State, c Command) []byte {
			return []byte{0x55, 0xAA, 0xF0, 0x01, 0x01, 0x0B, 0x65, 0xF7, 0x01, 0x01, Magnitude(c.Value)}
		},
	},

	// One packet for all motors, grouped by what they do. It names the kind of toy, which
	// the toy tells when its command characteristic is read. (The official server crashes
	// when that answer has six bytes.)
	{
		Name: "sensee-v2",
		Start: func(ctx context.Context, c *Conversation) error {
			kind, err := c.Read(ctx, device.Tx, 500*time.Millisecond)
			if err != nil {
				return err
			}
			c.State.Memory = byte(0x65)
			if len(kind) > 6 && kind[6] != 0 {
				c.State.Memory = kind[6]
			}
			return nil
		},
		Packet: func(s *State) []byte {
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
			packet := []byte{0x55, 0xAA, 0xF0, 0x02, 0x00, byte(len(groups) + 4), s.Memory.(byte), 0xF1}
			return append(append(packet, groups...), 0, 0)
		},
	},
}
