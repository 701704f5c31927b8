package protocol

// SerialToys are found at serial ports alone: the Kizuna Smart rotator, and the Next Level
// Racing HF8, a seat pad with eight vibrators.
var SerialToys = []Spec{
	{
		Name:    "kizuna",
		Command: Bytes{'0' + Level, '\r', '\n'},
	},

	{
		Name:    "nextlevelracing",
		Command: Bytes{'M', '0' + Index, Decimal, '\r'},
	},
}
