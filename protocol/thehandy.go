package protocol

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
)

// TheHandy speaks protobuf: one message for each write, with nothing around it. The
// messages are small and fixed, so they are put together by hand. Zero values are left
// out, as proto3 wants.
var TheHandy = []Spec{
	// Firmware 1 to 3: a message of the Buttplug protocol of old, in protobuf.
	{
		Name:     "thehandy",
		Response: true,
		Command:  Func(handyVector),
	},

	// Firmware 4 and later, and The Oh!: requests with a counter.
	{
		Name:     "thehandy-v3",
		Needs:    device.Needs{{device.Tx, device.Rx}},
		Response: true,
		Identify: handyModel,
		Start:    handyStart,
		Command:  Func(handyCommand),
	},
}

func handyVector(_ *State, c Command) []byte {
	var vector []byte
	if c.Duration != 0 {
		vector = binary.AppendUvarint([]byte{0x10}, uint64(c.Duration.Milliseconds()))
	}
	if c.Value != 0 {
		vector = binary.LittleEndian.AppendUint64(append(vector, 0x19), math.Float64bits(float64(c.Value)/100))
	}
	linear := append([]byte{0x08, 0x02}, protoField([]byte{0x1A}, vector)...) // id, vector
	return protoField([]byte{0x0A}, protoField([]byte{0x9A, 0x19}, linear))
}

func handyModel(_ context.Context, c *Conversation) (string, error) {
	if parts := strings.Split(c.State.Name, "_"); len(parts) >= 3 {
		return parts[1], nil
	}
	return "unknown", nil
}

func handyStart(ctx context.Context, c *Conversation) error {
	c.State.Count = 2
	if err := c.Subscribe(ctx, device.Rx); err != nil {
		return err
	}
	for id, ask := range [][]byte{{0xB2, 0x2C}, {0xCA, 0x2C}} { // battery, capabilities
		if err := c.Write(ctx, device.Tx, handyRequest(uint32(id)+1, ask, nil)); err != nil {
			return err
		}
		// What it answers does not matter, nor whether it does.
		if _, err := c.Next(ctx, handshakeReply); err != nil && !errors.Is(err, device.ErrTimeout) {
			return err
		}
	}
	return nil
}

func handyCommand(s *State, c Command) []byte {
	id := s.Count
	s.Count++
	level := float32(c.Value) / 100
	switch {
	case c.Type == device.HwPositionWithDuration:
		var move []byte
		if c.Value != 0 {
			move = binary.LittleEndian.AppendUint32([]byte{0x0D}, math.Float32bits(level))
		}
		if c.Duration != 0 {
			move = binary.AppendUvarint(append(move, 0x10), uint64(c.Duration.Milliseconds()))
		}
		return handyRequest(id, []byte{0xC2, 0x2E}, append(move, 0x18, 0x01)) // stop on target
	case c.Value == 0:
		return handyRequest(id, []byte{0xAA, 0x38}, nil)
	}
	vibrate := binary.LittleEndian.AppendUint32([]byte{0x0D}, math.Float32bits(level))
	return handyRequest(id, []byte{0xA2, 0x38}, append(vibrate, 0x10, 100)) // frequency
}

// protoField is a length-delimited field.
func protoField(key, body []byte) []byte {
	field := binary.AppendUvarint(append([]byte(nil), key...), uint64(len(body)))
	return append(field, body...)
}

// handyRequest is an RpcMessage with one request.
func handyRequest(id uint32, key, body []byte) []byte {
	var request []byte
	if id != 0 {
		request = binary.AppendUvarint([]byte{0x10}, uint64(id))
	}
	request = append(request, protoField(key, body)...)
	return append([]byte{0x08, 0x01}, protoField([]byte{0x12}, request)...)
}
