package protocol

import (
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
)

// TryFun machines: three forms of a packet whose last byte makes the sum of its data 0.
var TryFun = []Spec{
	{
		Name:     "tryfun",
		Response: true,
		Command: ByOutput{Oscillate: Bytes{0xAA, 0x02, 0x07, Level, ZeroSumFrom(2)},
			Rotate: Bytes{0xAA, 0x02, 0x08, Level, ZeroSumFrom(2)}, Other: tryFunSurge},
	},

	{
		Name:    "tryfun-blackhole",
		Command: tryFunCounted{Either(device.Oscillate, 0x0C, 0x09), Level},
	},

	// Of the two directions the positive one is sent with all bits turned over, also when
	// it is 0.
	{
		Name: "tryfun-meta2",
		Command: ByOutput{Other: tryFunCounted{0x21, 0x05, Either(device.Oscillate, 0x0B, 0x08), Level},
			Rotate: ByDirection{Forward: tryFunCounted{0x21, 0x05, 0x0E, Inverted},
				Backward: tryFunCounted{0x21, 0x05, 0x0E, Level}}},
	},
}

// tryFunSurge is for the Surge Pro, whose stop does not follow the rule.
var tryFunSurge = OffOn{
	Bytes{0x00, 0x02, 0x00, 0x05, 0x01, 0x02, 0x01, 0x01, 0xFC},
	Bytes{0x00, 0x02, 0x00, 0x05, 0x02, Level, 0x01, 0x00, ZeroSumFrom(4)},
}

// tryFunCounted is data in a packet that begins with a counter.
type tryFunCounted []Slot

// Append implements Encoder.
func (data tryFunCounted) Append(packet []byte, s *State, c Command) []byte {
	packet = slices.Grow(packet, 5+len(data))
	packet = Bytes{Count, 0x02, 0x00}.Append(packet, s, c)
	packet = append(packet, byte(len(data))+1)
	packet = Bytes(data).Append(packet, s, c)
	return Bytes{ZeroSumFrom(4)}.Append(packet, s, c)
}
