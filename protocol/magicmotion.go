package protocol

var _ = add(magicmotionSpecs)

// Magic Motion toys: four generations of one packet, with one block for each motor.
var magicmotionSpecs = []Spec{
	{
		Name: "magic-motion-1",
		Command: func(_ *State, c Command) []byte {
			return []byte{0x0B, 0xFF, 0x04, 0x0A, 0x32, 0x32, 0x00, 0x04, 0x08, Magnitude(c.Value), 0x64, 0x00}
		},
	},

	// The second motor of the FunTown Jive oscillates. The official server refuses that,
	// and with it every stop; the level belongs into the second block.
	{
		Name:   "magic-motion-2",
		Packet: func(s *State) []byte { return magicMotionPair(0x0A, s.Byte(0), s.Byte(1)) },
	},

	{
		Name: "magic-motion-3",
		Command: func(_ *State, c Command) []byte {
			return []byte{0x0B, 0xFF, 0x04, 0x0A, 0x46, 0x46, 0x00, 0x04, 0x08, Magnitude(c.Value), 0x64, 0x00}
		},
	},

	{
		Name:     "magic-motion-4",
		Response: true,
		Packet: func(s *State) []byte {
			if s.Outputs() < 2 {
				return magicMotionPair(0x32, s.Byte(0), s.Byte(0))
			}
			return magicMotionPair(0x32, s.Byte(0), s.Byte(1))
		},
	},
}

func magicMotionPair(kind, a, b byte) []byte {
	return []byte{0x10, 0xFF, 0x04, 0x0A, 0x32, kind, 0x00, 0x04, 0x08, a, 0x64, 0x00, 0x04, 0x08, b, 0x64, 0x01}
}
