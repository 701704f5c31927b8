package protocol

// Pink Punch toys.
var _ = add(Spec{
	Name:     "pink_punch",
	Response: true,
	Command:  func(_ *State, c Command) []byte { return []byte{0x09, Magnitude(c.Value)} },
})
