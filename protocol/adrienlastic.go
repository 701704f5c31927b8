package protocol

var _ = add(adrienlasticSpecs)

// Adrien Lastic toys take text. They bear names of Lovense toys but do not understand
// Lovense commands; only the service they advertise tells them apart.
var adrienlasticSpecs = []Spec{{
	Name:     "adrienlastic",
	Response: true,
	Command: func(_ *State, c Command) []byte {
		return text("MotorValue:" + twoDigits(Magnitude(c.Value)) + ";")
	},
}}
