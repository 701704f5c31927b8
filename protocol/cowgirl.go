package protocol

import (
	"context"
	"time"
)

// Cowgirl has the riding machines by The Cowgirl.
var Cowgirl = []Spec{
	// Vibration and rotation share a packet. Rotation has one direction; the official
	// server makes full speed of a small negative level.
	{
		Name:     "cowgirl",
		Response: true,
		Packet:   Bytes{0x00, 0x01, VibrateLevel, RotateLevel},
	},

	// The Cone takes commands only three seconds after it was woken.
	{
		Name:    "cowgirl-cone",
		Init:    []Write{{Data: []byte{0xAA, 0x56, 0x00, 0x00}}},
		Start:   func(ctx context.Context, c *Conversation) error { return pause(ctx, c, 3*time.Second) },
		Command: Bytes{0xF1, 0x01, Level, 0x00},
	},
}
