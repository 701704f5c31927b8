package protocol

import (
	"context"
	"strings"
)

var _ = add(cuemeSpecs)

// Cueme underwear has up to eight motors, each with a byte of its number and its level.
// The last digit of the name is the model. Made from public notes.
var cuemeSpecs = []Spec{{
	Name: "cueme",
	Identify: func(_ context.Context, c *Conversation) (string, error) {
		return c.State.Name[strings.LastIndexByte(c.State.Name, '_')+1:], nil
	},
	Command: func(_ *State, c Command) []byte {
		return []byte{byte(c.Feature+1)<<4 | min(Magnitude(c.Value), 15)}
	},
}}
