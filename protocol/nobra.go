package protocol

var _ = add(nobraSpecs)

// Nobra control boxes take one letter: a to o are the speeds, p is off.
var nobraSpecs = []Spec{{
	Name: "nobra",
	Init: []Write{{Data: []byte{'p'}}},
	Command: func(_ *State, c Command) []byte {
		if c.Value == 0 {
			return []byte{'p'}
		}
		return []byte{'a' - 1 + Magnitude(c.Value)}
	},
}}
