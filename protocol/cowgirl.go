package protocol

import (
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(cowgirlSpecs)

// Riding machines by The Cowgirl.
var cowgirlSpecs = []Spec{
	// Vibration and rotation share a packet. Rotation has one direction; the official
	// server makes full speed of a small negative level.
	{
		Name:     "cowgirl",
		Response: true,
		Packet: func(s *State) []byte {
			return []byte{0x00, 0x01, s.byteOf(device.Vibrate), s.byteOf(device.Rotate)}
		},
	},

	// The Cone takes commands only three seconds after it was woken.
	{
		Name: "cowgirl-cone",
		Init: []Write{{Data: []byte{0xAA, 0x56, 0x00, 0x00}}},
		Start: func(ctx context.Context, c *Conversation) error {
			return pause(ctx, c, 3*time.Second)
		},
		Command: func(_ *State, c Command) []byte { return []byte{0xF1, 0x01, Magnitude(c.Value), 0x00} },
	},
}

// pause lets a toy come round. The error is device.ErrDisconnected or that of ctx.
func pause(ctx context.Context, c *Conversation, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.link.Done():
		return device.ErrDisconnected
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
