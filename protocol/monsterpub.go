package protocol

import (
	"bytes"
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gobuttplug/gobuttplug/device"
)

// MonsterPub toys come in three forms that differ in where levels are written. Those of
// the second generation want a challenge answered first.
var MonsterPub = []Spec{{
	Name:     "monsterpub",
	Needs:    device.Needs{{device.TxVibrate}, {device.Tx, device.TxMode}, {device.Generic0}},
	Optional: []device.Endpoint{device.RxBLEModel, device.Rx},
	Identify: monsterPubModel,
	Start:    monsterPubStart,
	Writes:   monsterPubWrites,
}}

func monsterPubModel(ctx context.Context, c *Conversation) (string, error) {
	model, err := c.Read(ctx, device.RxBLEModel, 500*time.Millisecond)
	if err != nil {
		return "Unknown", ctx.Err()
	}
	if !utf8.Valid(model) {
		return "", ErrUnexpectedReply
	}
	return strings.ReplaceAll(string(model), "\x00", ""), nil
}

func monsterPubStart(ctx context.Context, c *Conversation) error {
	if !c.Has(device.Rx) {
		return nil
	}
	challenge, err := c.Read(ctx, device.Rx, 500*time.Millisecond)
	if err != nil {
		return err
	}
	if len(challenge) < 16 || int(challenge[0]) >= len(monsterPubKeys) {
		return ErrUnexpectedReply
	}
	key := monsterPubKeys[challenge[0]]
	answer := make([]byte, 15)
	for i := range answer {
		answer[i] = challenge[i+1] ^ key[i%len(key)]
	}
	return c.WriteWithResponse(ctx, device.Rx, answer)
}

func monsterPubWrites(s *State, _ []Command) []Write {
	levels := s.levelBytes()
	switch {
	case s.Has(device.TxVibrate):
		return []Write{{To: device.TxVibrate, Data: levels}}
	case s.Has(device.Tx) && s.Has(device.TxMode):
		if len(bytes.Trim(levels, "\x00")) > 0 {
			return []Write{{Data: levels}}
		}
		// Zeros on tx do not fully stop the motor.
		return []Write{{To: device.TxMode, Data: levels, Response: true}}
	}
	return []Write{{To: device.Generic0, Data: append([]byte{0x03}, levels...)}}
}

// monsterPubKeys are repeated over the 15 bytes of the challenge.
var monsterPubKeys = [4]string{"2IPO", "LSBB", "SIS6", "TALK"}
