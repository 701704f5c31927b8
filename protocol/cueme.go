package protocol

import (
	"context"
	"strings"
)

// Cueme underwear has up to eight motors, each with a byte of its number and its level.
// Made from public notes.
var Cueme = []Spec{{
	Name:     "cueme",
	Identify: cuemeModel,
	Command:  Func(cueme),
}}

func cueme(_ *State, c Command) []byte {
	return []byte{byte(c.Feature+1)<<4 | min(Magnitude(c.Value), 15)}
}

// cuemeModel is the last digit of the name.
func cuemeModel(_ context.Context, c *Conversation) (string, error) {
	return c.State.Name[strings.LastIndexByte(c.State.Name, '_')+1:], nil
}
