package protocol

var _ = add(synchroSpecs)

// Synchro rotators: the top bit turns counter-clockwise.
var synchroSpecs = []Spec{{
	Name: "synchro",
	Command: func(_ *State, c Command) []byte {
		level := Magnitude(c.Value)
		if c.Value < 0 {
			level |= 0x80
		}
		return []byte{0xA1, 0x01, level, 0x77, 0x55}
	},
}}
