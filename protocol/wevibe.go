package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(wevibeSpecs)

// We-Vibe toys have one or two motors and one packet of eight bytes for both; a toy with
// one motor gets its level in both places. Three generations differ in how levels are
// laid out.
var wevibeSpecs = []Spec{
	{
		Name:     "wevibe",
		Response: true,
		// A short buzz shows that the toy listens.
		Init: []Write{
			{Data: []byte{0x0F, 3, 0, 0x99, 0, 3, 0, 0}, Response: true},
			{Data: wevibeOff(), Response: true},
		},
		Packet: func(s *State) []byte {
			a, b := twoMotors(s)
			if a|b == 0 {
				return wevibeOff()
			}
			return []byte{0x0F, 3, 0, a<<4 | b&0x0F, 0, 3, 0, 0}
		},
	},

	{
		Name:     "wevibe-8bit",
		Response: true,
		// The second motor comes first, and 3 is added to every level, also to 0.
		Packet: func(s *State) []byte {
			a, b := twoMotors(s)
			if a|b == 0 {
				return wevibeOff()
			}
			return []byte{0x0F, 3, 0, b + 3, a + 3, motorBits(a, b), 0, 0}
		},
	},

	{
		Name:     "wevibe-chorus",
		Response: true,
		Packet: func(s *State) []byte {
			a, b := twoMotors(s)
			if a|b == 0 {
				return wevibeOff()
			}
			return []byte{0x0F, 3, 0, a, b, motorBits(a, b), 0, 0}
		},
	},
}

// wevibeOff is the packet that turns all off.
func wevibeOff() []byte { return []byte{0x0F, 0, 0, 0, 0, 0, 0, 0} }

// twoMotors gives the levels of features 0 and 1, that of 0 twice for a toy with one motor.
func twoMotors(s *State) (a, b byte) {
	if s.CountOf(device.Vibrate) < 2 {
		return s.Byte(0), s.Byte(0)
	}
	return s.Byte(0), s.Byte(1)
}

// motorBits tells which of two motors runs.
func motorBits(a, b byte) byte { return flag(int32(a)) | flag(int32(b))<<1 }
