package protocol

import (
	"context"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Simulated has the protocol of package simulated, which is our own. A command is the feature index
// (1 byte), the output type (1 byte) and the value (int32, little-endian), with the duration in
// ms (uint32) behind it for moves. An input is read from the endpoint named after its
// feature (int32); a notification on rx is feature index, input type and value.
var Simulated = []Spec{{
	Name:    "simulated",
	Command: Func(simulatedPacket),
	Read:    simulatedRead,
	Notify:  &Notify{Endpoint: device.Rx, Parse: simulatedReading},
}}

func simulatedPacket(_ *State, c Command) []byte {
	data := binary.LittleEndian.AppendUint32([]byte{byte(c.Feature), byte(c.Type)}, uint32(c.Value))
	if c.Type == device.HwPositionWithDuration {
		data = binary.LittleEndian.AppendUint32(data, uint32(c.Duration.Milliseconds()))
	}
	return data
}

func simulatedRead(ctx context.Context, c *Conversation, f *device.Feature, _ device.InputType) (int32, error) {
	data, err := c.Read(ctx, SimulatedInput(f.Index), time.Second)
	if err == nil && len(data) != 4 {
		err = ErrUnexpectedReply
	}
	if err != nil {
		return 0, err
	}
	return int32(binary.LittleEndian.Uint32(data)), nil
}

func simulatedReading(_ *State, data []byte) []Reading {
	if len(data) != 6 {
		return nil
	}
	return []Reading{{uint32(data[0]), device.InputType(data[1]), int32(binary.LittleEndian.Uint32(data[2:]))}}
}

// SimulatedInput is the endpoint that a simulated toy's input is read from.
func SimulatedInput(feature uint32) device.Endpoint {
	return device.Endpoint("generic" + strconv.FormatUint(uint64(feature), 10))
}
