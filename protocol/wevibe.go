package protocol

// WeVibe toys have one or two motors and one packet of eight bytes for both; a toy with
// one motor gets its level in both places. Three generations differ in how levels are
// laid out.
var WeVibe = []Spec{
	{
		Name:     "wevibe",
		Response: true,
		Init:     wevibeBuzz,
		Packet:   OffOn{wevibeOff, Bytes{0x0F, 3, 0, Nibbles, 0, 3, 0, 0}},
	},

	// The second motor comes first, and 3 is added to every level, also to 0.
	{
		Name:     "wevibe-8bit",
		Response: true,
		Packet:   OffOn{wevibeOff, Bytes{0x0F, 3, 0, Level1Or0 + 3, Level0 + 3, Running, 0, 0}},
	},

	{
		Name:     "wevibe-chorus",
		Response: true,
		Packet:   OffOn{wevibeOff, Bytes{0x0F, 3, 0, Level0, Level1Or0, Running, 0, 0}},
	},
}

// wevibeBuzz is short and shows that the toy listens.
var wevibeBuzz = []Write{
	{Data: []byte{0x0F, 3, 0, 0x99, 0, 3, 0, 0}, Response: true},
	{Data: []byte{0x0F, 0, 0, 0, 0, 0, 0, 0}, Response: true},
}

// wevibeOff is the packet that turns all off.
var wevibeOff = Bytes{0x0F, 0, 0, 0, 0, 0, 0, 0}
