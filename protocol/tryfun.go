package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(tryfunSpecs)

// TryFun machines: three forms of a packet whose last byte makes the sum of its data 0.
var tryfunSpecs = []Spec{
	// The stop of the Surge Pro, which vibrates, does not follow that rule.
	{
		Name:     "tryfun",
		Response: true,
		Command: func(_ *State, c Command) []byte {
			level := Magnitude(c.Value)
			switch {
			case c.Type == device.Oscillate:
				return tryFun([]byte{0xAA, 0x02}, 0x07, level)
			case c.Type == device.Rotate:
				return tryFun([]byte{0xAA, 0x02}, 0x08, level)
			case level == 0:
				return []byte{0x00, 0x02, 0x00, 0x05, 0x01, 0x02, 0x01, 0x01, 0xFC}
			}
			return tryFun([]byte{0x00, 0x02, 0x00, 0x05}, 0x02, level, 0x01, 0x00)
		},
	},

	{
		Name: "tryfun-blackhole",
		Command: func(s *State, c Command) []byte {
			if c.Type == device.Oscillate {
				return tryFunCounted(s, 0x0C, Magnitude(c.Value))
			}
			return tryFunCounted(s, 0x09, Magnitude(c.Value))
		},
	},

	// Of the two directions the positive one is sent with all bits turned over, also when
	// it is 0.
	{
		Name: "tryfun-meta2",
		Command: func(s *State, c Command) []byte {
			level := Magnitude(c.Value)
			switch {
			case c.Type == device.Oscillate:
				return tryFunCounted(s, 0x21, 0x05, 0x0B, level)
			case c.Type != device.Rotate:
				return tryFunCounted(s, 0x21, 0x05, 0x08, level)
			case c.Value >= 0:
				level = ^level
			}
			return tryFunCounted(s, 0x21, 0x05, 0x0E, level)
		},
	},
}

// tryFun appends data and its checksum to the head of a packet.
func tryFun(head []byte, data ...byte) []byte {
	return append(append(head, data...), -sum(data))
}

// tryFunCounted is a packet that begins with a counter.
func tryFunCounted(s *State, data ...byte) []byte {
	count := byte(s.Count)
	s.Count++
	return tryFun([]byte{count, 0x02, 0x00, byte(len(data)) + 1}, data...)
}
