package protocol

var _ = add(xibaoSpecs)

// The Xibao Smart Masturbation Cup obeys in its AI mode, which the user chooses with its
// button.
var xibaoSpecs = []Spec{{
	Name: "xibao",
	Command: func(_ *State, c Command) []byte {
		return withSum(0x66, 0x3A, 0x00, 0x06, 0x00, 0x06, 0x01, 0x02, 0x00, 0x02, 0x04, Magnitude(c.Value))
	},
}}
