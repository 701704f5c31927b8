package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(sexverseSpecs)

// Sexverse toys and what is sold with the same electronics (Libo Miao, Duopeak, VVD,
// Hannibal): five protocols and one for a single machine, with little in common.
var sexverseSpecs = []Spec{
	// Every motor is listed with its number, its kind and its level.
	{
		Name: "sexverse-v1",
		Packet: func(s *State) []byte {
			packet := []byte{0x23, 0x07, 3 * byte(s.Outputs())}
			for i := range s.Outputs() {
				kind := byte(0x03)
				if f, ok := s.Def.Feature(uint32(i)); ok {
					switch f.Outputs[0].Type {
					case device.Constrict, device.Oscillate:
						kind = 0x04
					case device.Rotate:
						kind = 0x06
					}
				}
				packet = append(packet, 0x80|byte(i+1), kind, s.Byte(uint32(i)))
			}
			return append(packet, xor(packet))
		},
	},

	{
		Name:     "sexverse-v2",
		Response: true,
		Init:     []Write{{Data: []byte{0xAA, 0x04}, Response: true}},
		Command: func(_ *State, c Command) []byte {
			return []byte{0xAA, 0x03, 0x01, byte(c.Feature) + 1, 0x64, Magnitude(c.Value)}
		},
	},

	// The second motor of Zeus oscillates. The official server refuses that, and so never
	// connects the toy; it takes the same packet.
	{
		Name:     "sexverse-v3",
		Response: true,
		Repeat:   100 * time.Millisecond,
		Command: func(_ *State, c Command) []byte {
			return []byte{0xA1, 0x04, Magnitude(c.Value), byte(c.Feature) + 1}
		},
	},

	{
		Name:     "sexverse-v4",
		Response: true,
		Command:  func(_ *State, c Command) []byte { return []byte{0xBB, 0x01, Magnitude(c.Value), 0x66} },
	},

	{
		Name:    "sexverse-v5",
		Command: func(_ *State, c Command) []byte { return []byte{0xAA, 0x03, 0x03, Magnitude(c.Value), 0, 0, 0} },
	},

	// The machine also has anchors and stroke ranges; the whole range is used.
	{
		Name:     "sexverse-lg389",
		Response: true,
		Packet: func(s *State) []byte {
			speed := s.byteOf(device.Oscillate)
			on := flag(int32(speed))
			return []byte{0xAA, 0x05, s.byteOf(device.Vibrate), 0x14, on, 0, 0x04 * on, 0, speed, 0}
		},
	},
}
