package protocol

var _ = add(prettyloveSpecs)

// Pretty Love toys. All are one model, whatever follows in the name.
var prettyloveSpecs = []Spec{{
	Name:     "prettylove",
	Response: true,
	Identify: oneModel("Aogu BLE"),
	Command:  func(_ *State, c Command) []byte { return []byte{0x00, Magnitude(c.Value)} },
}}
