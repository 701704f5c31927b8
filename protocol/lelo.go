package protocol

import (
	"bytes"
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// leloPatience is how long the player may take to press the toy's power button, which
// newer Lelo toys want at every connection.
const leloPatience = 30 * time.Second

// Lelo toys. The newer ones obey only after their power button was pressed while
// connected: they then send a password to be written back.
var Lelo = []Spec{
	// Without this subscription the button, which has to be pressed once before the toy
	// obeys, tends to turn it off.
	{
		Name:   "lelo-f1s",
		Needs:  device.Needs{{device.Tx, device.Rx}},
		Start:  func(ctx context.Context, c *Conversation) error { return c.Subscribe(ctx, device.Rx) },
		Packet: Bytes{0x01, Level0, Level1},
	},

	// The second F1s and its followers.
	{
		Name:   "lelo-f1sv2",
		Needs:  device.Needs{{device.Tx, device.Whitelist}, {device.Tx, device.Generic0}},
		Start:  leloF1sStart,
		Writes: leloF1sWrites,
	},

	// The motors have no direction; a negative level runs like a positive one.
	{
		Name:    "lelo-harmony",
		Needs:   device.Needs{{device.Tx, device.Whitelist}},
		Start:   leloHarmonyStart,
		Command: leloHarmony,
	},
}

var leloHarmony = Bytes{0x0A, 0x12, Index + 1, 0x08, 0, 0, 0, 0, Level, 0}

func leloF1sStart(ctx context.Context, c *Conversation) error {
	sec := device.Generic0
	if c.Has(device.Whitelist) {
		sec = device.Whitelist
	}
	return leloUnlock(ctx, c, sec, func(data []byte) bool { return len(data) == 8 })
}

// leloF1sWrites: those with a whitelist characteristic take the packets of the first F1s,
// the others those of the Harmony.
func leloF1sWrites(s *State, commands []Command) (writes []Write) {
	if s.Has(device.Whitelist) {
		return []Write{{Data: []byte{0x01, s.Byte(0), s.Byte(1)}, Response: true}}
	}
	for _, c := range commands {
		writes = append(writes, Write{Data: leloHarmony.Append(nil, s, c)})
	}
	return writes
}

func leloHarmonyStart(ctx context.Context, c *Conversation) error {
	return leloUnlock(ctx, c, device.Whitelist, func([]byte) bool { return true })
}

// leloUnlock answers passwords until the toy says that it obeys. Zeros mean: press the
// button. A one and zeros mean: unlocked. IsStatus tells by its length whether a
// notification may be either. The password must not be written while subscribed.
func leloUnlock(ctx context.Context, c *Conversation, sec device.Endpoint, isStatus func([]byte) bool) error {
	if err := c.Subscribe(ctx, sec); err != nil {
		return err
	}
	until := time.Now().Add(leloPatience)
	for {
		n, err := c.Next(ctx, time.Until(until))
		if err != nil {
			return err
		}
		if isStatus(n.Data) {
			rest := bytes.TrimLeft(n.Data, "\x00")
			if len(rest) == 0 {
				continue
			}
			if n.Data[0] == 1 && len(bytes.TrimLeft(n.Data[1:], "\x00")) == 0 {
				return nil
			}
		}
		if err := c.Unsubscribe(ctx, sec); err != nil {
			return err
		}
		if err := c.WriteWithResponse(ctx, sec, n.Data); err != nil {
			return err
		}
		if err := c.Subscribe(ctx, sec); err != nil {
			return err
		}
	}
}
