package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Sexverse toys and what is sold with the same electronics (Libo Miao, Duopeak, VVD,
// Hannibal): six protocols and one for a single machine, with little in common.
var Sexverse = []Spec{
	// Every motor is listed with its number, its kind and its level.
	{
		Name:   "sexverse-v1",
		Packet: Join{Func(sexverseHead), EachFeature{sexverseMotor}, Bytes{Xor}},
	},

	{
		Name:     "sexverse-v2",
		Response: true,
		Init:     []Write{{Data: []byte{0xAA, 0x04}, Response: true}},
		Command:  Bytes{0xAA, 0x03, 0x01, Index + 1, 0x64, Level},
	},

	// The second motor of Zeus oscillates. The official server refuses that, and so never
	// connects the toy; it takes the same packet.
	{
		Name:     "sexverse-v3",
		Response: true,
		Repeat:   100 * time.Millisecond,
		Command:  Bytes{0xA1, 0x04, Level, Index + 1},
	},

	{
		Name:     "sexverse-v4",
		Response: true,
		Command:  Bytes{0xBB, 0x01, Level, 0x66},
	},

	{
		Name:    "sexverse-v5",
		Command: Bytes{0xAA, 0x03, 0x03, Level, 0, 0, 0},
	},

	{
		Name:   "sexverse-v6",
		Packet: Bytes{0xAA, 0x03, 0x03, VibrateLevel, OscillateLevel, Level.OfOutput(device.Constrict)},
	},

	// The machine also has anchors and stroke ranges; the whole range is used.
	{
		Name:     "sexverse-lg389",
		Response: true,
		Packet: Bytes{0xAA, 0x05, VibrateLevel, 0x14, On.OfOutput(device.Oscillate), 0,
			IfOn(0x04).OfOutput(device.Oscillate), 0, OscillateLevel, 0},
	},
}

func sexverseHead(s *State, _ Command) []byte { return []byte{0x23, 0x07, 3 * byte(s.Outputs())} }

var sexverseMotor = ByOutput{
	Constrict: Bytes{0x81 + Index, 0x04, Level},
	Oscillate: Bytes{0x81 + Index, 0x04, Level},
	Rotate:    Bytes{0x81 + Index, 0x06, Level},
	Other:     Bytes{0x81 + Index, 0x03, Level},
}
