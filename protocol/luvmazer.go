package protocol

// Luvmazer toys have a packet for each of their motors. Rotation has one direction; a third
// vibrator taps.
var Luvmazer = []Spec{{
	Name:    "luvmazer",
	Command: luvmazer,
}}

var (
	luvmazer = ByOutput{
		Constrict: Bytes{0xA0, 0x0D, 0, 0, IfOn(0x14), Level},
		Rotate:    Bytes{0xA0, 0x0F, 0, 0, 0x64, Level},
		Oscillate: Bytes{0xA0, 0x06, 1, 0, 0x64, Level},
		Other:     ByFeature{luvmazerMotor, luvmazerMotor, Bytes{0xA0, 0x0C, 0, 0, 0x64, Level}},
	}
	luvmazerMotor = Bytes{0xA0, 0x01, 0, Index, 0x64, Level}
)
