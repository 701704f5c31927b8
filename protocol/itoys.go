package protocol

// IToys vibrators and the Defyeah sex machine.
var IToys = []Spec{{
	Name: "itoys",
	Command: ByOutput{Oscillate: Bytes{0xA0, 0x06, On, 0x00, On, Level},
		Other: Bytes{0xA0, 0x01, 0x00, 0x00, Level, 0xFF}},
}}
