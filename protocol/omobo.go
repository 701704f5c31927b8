package protocol

var _ = add(omoboSpecs)

// The Omobo ViVegg.
var omoboSpecs = []Spec{{
	Name:     "omobo",
	Response: true,
	Command: func(_ *State, c Command) []byte {
		return []byte{0xA1, 0x04, 0x04, 0x01, Magnitude(c.Value), 0xFF, 0x55}
	},
}}
