package protocol

// ActiveJoy toys, sold by IntoYou. The packet begins with a mode, of which only vibration
// is used, and names the motor and whether it runs.
var ActiveJoy = []Spec{{
	Name:    "activejoy",
	Command: Bytes{0xB0, 0x01, 0x00, Index, On, Level},
}}
