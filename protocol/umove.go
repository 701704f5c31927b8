package protocol

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Umove toys know places to go to at once, so a move is made in steps. The vibrator, a
// packet number and the place share a packet, which has to come all the time. Their heater is
// left out: no packet is known that switches it off.
var Umove = []Spec{{
	Name:      "umove",
	Identify:  umoveIdentify,
	Writes:    umoveWrites,
	StopMoves: umoveStopMoves,
	Tick:      &Tick{Every: umoveStep, Make: umoveTick},
	Repeat:    500 * time.Millisecond,
}}

const umoveStep = 100 * time.Millisecond

// umoveIdentify: a model is two letters of the name, "UMMiB…".
func umoveIdentify(_ context.Context, c *Conversation) (string, error) {
	if name := c.State.Name; len(name) >= 4 {
		return name[2:4], nil
	}
	return "", nil
}

func umoveWrites(s *State, commands []Command) []Write {
	toy := MemoryOf[stepper](s)
	place := toy.place
	for _, c := range commands {
		switch c.Type {
		case device.HwPositionWithDuration:
			toy.begin(c, umoveStep)
			if len(commands) == 1 {
				return nil // the first step comes at once
			}
		case device.Position:
			toy.end()
			place = c.Value
		}
	}
	return umovePacket(s, place, func() { toy.place = place })
}

func umovePacket(s *State, place int32, taken func()) []Write {
	packet := binary.LittleEndian.AppendUint16([]byte{0x5A, 0xA5, 0x55, 0x00}, uint16(s.levelOf(device.Vibrate)))
	packet = binary.LittleEndian.AppendUint32(append(packet, 0x01, 0x00), s.Count)
	s.Count++
	return []Write{{Data: binary.LittleEndian.AppendUint32(packet, uint32(place)), Taken: taken}}
}

// umoveTick takes one step of a move.
func umoveTick(s *State) ([]Write, bool) {
	place, taken, again := MemoryOf[stepper](s).next()
	if taken == nil {
		return nil, false
	}
	return umovePacket(s, place, taken), again
}

func umoveStopMoves(s *State) []Write {
	MemoryOf[stepper](s).end()
	return nil
}
