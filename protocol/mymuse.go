package protocol

// MyMuse makes the Link Plus, which has three speeds and a packet of its own for off.
var MyMuse = []Spec{{
	Name: "mymuselinkplus",
	Command: OffOn{Bytes{0xAA, 0x55, 0x06, 0xAA, 0, 0, 0, 0},
		Bytes{0xAA, 0x55, 0x06, 0x01, 0x01, 0x01, Level, 0xFF}},
}}
