package protocol

import "time"

var _ = add(museSpecs)

// Toys of the Mu Se (Love Spouse) platform hold a speed for about a second. Made from
// public notes.
var museSpecs = []Spec{{
	Name:    "muse",
	Command: func(_ *State, c Command) []byte { return []byte{Magnitude(c.Value), flag(c.Value)} },
	Repeat:  400 * time.Millisecond,
}}
