package protocol

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

// Lioness toys have to be paired with the operating system; the first write tells whether
// they are. What they notify is not used.
var Lioness = []Spec{{
	Name:    "lioness",
	Needs:   device.Needs{{device.Tx, device.Rx}},
	Start:   lionessStart,
	Command: Bytes{0x02, 0xAA, 0xBB, 0xCC, 0xCC, Level},
}}

func lionessStart(ctx context.Context, c *Conversation) error {
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	if err := c.WriteWithResponse(ctx, device.Tx, []byte{0x01, 0xAA, 0xAA, 0xBB, 0xCC, 0x10}); err != nil {
		return &lionessError{err}
	}
	return nil
}

// lionessError adds what the user can do.
type lionessError struct{ err error }

func (e *lionessError) Error() string {
	return "the device may have to be paired in the settings of the operating system first, with PIN 6496 or 006496: " + e.err.Error()
}

func (e *lionessError) Unwrap() error { return e.err }
