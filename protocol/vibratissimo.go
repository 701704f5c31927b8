package protocol

import (
	"context"
	"time"
	"unicode/utf8"

	"github.com/gobuttplug/gobuttplug/device"
)

// Vibratissimo toys all advertise one name and tell their model in the model number
// characteristic. Each packet of levels follows one that selects the motor mode.
var Vibratissimo = []Spec{{
	Name:     "vibratissimo",
	Needs:    device.Needs{{device.TxMode, device.TxVibrate, device.RxBLEModel}},
	Identify: vibratissimoModel,
	Writes:   vibratissimoWrites,
}}

func vibratissimoModel(ctx context.Context, c *Conversation) (string, error) {
	model, err := c.Read(ctx, device.RxBLEModel, 500*time.Millisecond)
	if err == nil && !utf8.Valid(model) {
		return c.State.Name, nil
	}
	return string(model), err
}

func vibratissimoWrites(s *State, _ []Command) []Write {
	levels := s.levelBytes()
	if len(levels) == 1 {
		levels = append(levels, 0)
	}
	return []Write{
		{To: device.TxMode, Data: []byte{0x03, 0xFF}},
		{To: device.TxVibrate, Data: levels},
	}
}
