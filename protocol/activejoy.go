package protocol

var _ = add(activejoySpecs)

// ActiveJoy toys, sold by IntoYou. The packet begins with a mode, of which only vibration
// is used, and names the motor and whether it runs.
var activejoySpecs = []Spec{{
	Name: "activejoy",
	Command: func(_ *State, c Command) []byte {
		return []byte{0xB0, 0x01, 0x00, byte(c.Feature), flag(c.Value), Magnitude(c.Value)}
	},
}}
