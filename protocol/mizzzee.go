package protocol

import "time"

// MizzZee toys: three versions of the hardware.
var MizzZee = []Spec{
	{
		Name:    "mizzzee",
		Command: Bytes{0x69, 0x96, 0x03, 0x01, On, Level},
	},

	{
		Name:    "mizzzee-v2",
		Command: Bytes{0x69, 0x96, 0x04, 0x02, Level, 0x2C, Level},
	},

	{
		Name:     "mizzzee-v3",
		Response: true,
		Repeat:   200 * time.Millisecond,
		Command:  Padded{20, OffOn{Bytes{0x03, 0x12}, Func(mizzzeeV3)}},
	},
}

// mizzzeeV3 is a pattern of two equal steps. The toy's own scale has 10 bits, the lower
// 30 % of which don't turn the motor.
func mizzzeeV3(_ *State, c Command) []byte {
	packet := []byte{0x03, 0x12, 0xF3}
	q := (7*min(abs(c.Value), 1000) + 3000) * 1023 / 10000
	for range 2 {
		packet = append(packet, 0x00, 0xFC, 0x00, 0xFE, 0x40, 0x01, byte(q<<6)|0x3C, byte(q>>2))
	}
	return packet
}
