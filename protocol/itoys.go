package protocol

// IToys and Bestvibe toys and the Defyeah sex machine. Rotation has one direction.
var IToys = []Spec{{
	Name:    "itoys",
	Command: iToys,
}}

var iToys = ByOutput{
	Oscillate: Bytes{0xA0, 0x06, On, 0, On, Level},
	Rotate:    Bytes{0xA0, 0x08, On, 0, Level, IfOn(0xFF)},
	Constrict: Bytes{0xA0, 0x0D, 0, 0, Level, IfOn(0x64)},
	Other:     Bytes{0xA0, 0x01, 0, 0, Level, 0xFF},
}
