package protocol

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(lionessSpecs)

// The Lioness has to be paired with the operating system; its first write tells whether
// it is. What it notifies is not used.
var lionessSpecs = []Spec{{
	Name:  "lioness",
	Needs: device.Needs{{device.Tx, device.Rx}},
	Start: func(ctx context.Context, c *Conversation) error {
		if err := c.Subscribe(ctx, device.Rx); err != nil {
			return err
		}
		if err := c.WriteWithResponse(ctx, device.Tx, []byte{0x01, 0xAA, 0xAA, 0xBB, 0xCC, 0x10}); err != nil {
			return &lionessError{err}
		}
		return nil
	},
	Command: func(_ *State, c Command) []byte { return []byte{0x02, 0xAA, 0xBB, 0xCC, 0xCC, Magnitude(c.Value)} },
}}

// lionessError adds what the user can do.
type lionessError struct{ err error }

func (e *lionessError) Error() string {
	return "the device may have to be paired in the settings of the operating system first, with PIN 6496 or 006496: " + e.err.Error()
}

func (e *lionessError) Unwrap() error { return e.err }
