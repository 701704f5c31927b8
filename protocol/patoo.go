package protocol

import (
	"context"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
)

// Patoo toys have a speed and a mode, which tells the motor; they run one motor at a time,
// the first before the second. (The official server looks them up by a misspelt name and so never
// connects any.)
var Patoo = []Spec{{
	Name:     "patoo",
	Needs:    device.Needs{{device.Tx, device.TxMode}},
	Identify: patooModel,
	Writes:   patooWrites,
}}

func patooModel(_ context.Context, c *Conversation) (string, error) {
	model := c.State.Name
	if digit := strings.IndexAny(model, "0123456789"); digit >= 0 {
		model = model[:digit]
	}
	return model, nil
}

func patooWrites(s *State, _ []Command) []Write {
	speed, mode := s.Byte(0), byte(0x04)
	if speed == 0 {
		if speed, mode = s.Byte(1), 0x80; speed == 0 {
			mode = 0
		}
	}
	return []Write{
		{Data: []byte{speed}, Response: true},
		{To: device.TxMode, Data: []byte{mode}, Response: true},
	}
}
