package protocol

var _ = add(cachitoSpecs)

// Cachito toys: a packet for each of the two motors.
var cachitoSpecs = []Spec{{
	Name: "cachito",
	Command: func(_ *State, c Command) []byte {
		return []byte{0x02 + byte(c.Feature), 0x01 + byte(c.Feature), Magnitude(c.Value), 0x00}
	},
}}
