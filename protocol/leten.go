package protocol

import "time"

var _ = add(letenSpecs)

// Leten toys want to hear something every second.
var letenSpecs = []Spec{{
	Name:     "leten",
	Response: true,
	Init:     []Write{{Data: []byte{0x04, 0x01}, Response: true}},
	Repeat:   time.Second,
	Command:  func(_ *State, c Command) []byte { return []byte{0x02, Magnitude(c.Value)} },
}}
