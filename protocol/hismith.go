package protocol

import (
	"context"
	"slices"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Hismith machines tell their model in the model number characteristic; its bytes as
// hexadecimal digits are the identifier. Six models are of the first generation, all
// others speak hismith-mini, under whatever name they were found.
var Hismith = []Spec{
	{
		Name:     "hismith",
		Needs:    device.Needs{{device.Tx, device.RxBLEModel}},
		Identify: hismithModel,
		Handover: hismithGeneration,
		Command:  ByOutput{Vibrate: ByFeature{hismithSpeed, hismithVibrator}, Other: hismithSpeed},
	},

	{
		Name:     "hismith-mini",
		Needs:    device.Needs{{device.Tx, device.RxBLEModel}},
		Identify: hismithModel,
		Writes:   hismithMini,
	},
}

var (
	hismithSpeed    = Bytes{0xAA, 4, Level, SumFrom(1)}
	hismithVibrator = OffOn{Bytes{0xAA, 6, 0xF0, SumFrom(1)}, Bytes{0xAA, 6, Level, SumFrom(1)}}
)

func hismithModel(ctx context.Context, c *Conversation) (string, error) {
	model, err := c.Read(ctx, device.RxBLEModel, 500*time.Millisecond)
	return string(ascii.AppendHex(nil, model)), err
}

func hismithGeneration(identifier string) string {
	if slices.Contains([]string{"1001", "1002", "1003", "1006", "2001", "3001"}, identifier) {
		return ""
	}
	return "hismith-mini"
}

func hismithMini(s *State, commands []Command) (writes []Write) {
	say := func(channel, value byte) {
		writes = append(writes, Write{Data: []byte{0xCC, channel, value, channel + value}})
	}
	for _, c := range commands {
		switch c.Type {
		case device.Spray:
			// Every packet on this channel sprays, so there is none for a stop. (The
			// official server sprays when told to stop.)
			if c.Value != 0 {
				say(0x0B, 1)
			}
		case device.Rotate:
			say(0x03, Magnitude(c.Value))
			if c.Value < 0 {
				say(0x01, 0xC1)
			} else {
				say(0x01, 0xC0)
			}
		case device.Vibrate:
			if s.CountOf(device.Vibrate) >= 2 && c.Feature != 1 {
				say(0x03, Magnitude(c.Value))
			} else {
				say(0x05, Magnitude(c.Value))
			}
		case device.Constrict:
			if c.Feature == 1 {
				say(0x05, Magnitude(c.Value))
			} else {
				say(0x03, Magnitude(c.Value))
			}
		default:
			say(0x03, Magnitude(c.Value))
		}
	}
	return writes
}
