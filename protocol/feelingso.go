package protocol

// FeelingSo makes the Flair Feel, with one packet for vibration and oscillation. Its last two
// bytes, the reach of the oscillation and what looks like a checksum, never change.
var FeelingSo = []Spec{{
	Name:   "feelingso",
	Packet: Bytes{0xAA, 0x40, 0x03, VibrateLevel, OscillateLevel, 0x14, 0x19},
}}
