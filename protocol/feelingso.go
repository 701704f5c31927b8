package protocol

import "github.com/gobuttplug/gobuttplug/device"

var _ = add(feelingsoSpecs)

// The FeelingSo Flair Feel has one packet for vibration and oscillation. Its last two
// bytes, the reach of the oscillation and what looks like a checksum, never change.
var feelingsoSpecs = []Spec{{
	Name: "feelingso",
	Packet: func(s *State) []byte {
		return []byte{0xAA, 0x40, 0x03, s.byteOf(device.Vibrate), s.byteOf(device.Oscillate), 0x14, 0x19}
	},
}}
