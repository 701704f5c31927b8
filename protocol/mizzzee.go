package protocol

import "time"

var _ = add(mizzzeeSpecs)

// Mizz Zee toys: three versions of the hardware.
var mizzzeeSpecs = []Spec{
	{
		Name: "mizzzee",
		Command: func(_ *State, c Command) []byte {
			return []byte{0x69, 0x96, 0x03, 0x01, flag(c.Value), Magnitude(c.Value)}
		},
	},

	{
		Name: "mizzzee-v2",
		Command: func(_ *State, c Command) []byte {
			return []byte{0x69, 0x96, 0x04, 0x02, Magnitude(c.Value), 0x2C, Magnitude(c.Value)}
		},
	},

	// The toy's own scale has 10 bits, the lower 30 % of which don't turn the motor.
	{
		Name:     "mizzzee-v3",
		Response: true,
		Repeat:   200 * time.Millisecond,
		Command: func(_ *State, c Command) []byte {
			packet := append(make([]byte, 0, 20), 0x03, 0x12)
			if c.Value != 0 {
				q := (7*min(abs(c.Value), 1000) + 3000) * 1023 / 10000
				packet = append(packet, 0xF3)
				for range 2 {
					packet = append(packet, 0x00, 0xFC, 0x00, 0xFE, 0x40, 0x01, byte(q<<6)|0x3C, byte(q>>2))
				}
			}
			return packet[:20]
		},
	},
}
