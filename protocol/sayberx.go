package protocol

import (
	"context"
	"strings"
)

// SayberX strokers take text. The X-Ring, which has a number in its name, can't be told
// anything. Made from public notes.
var SayberX = []Spec{{
	Name:     "sayberx",
	Identify: sayberxModel,
	Command:  AtMost{4, Join{Text("AT+SPD"), Bytes{'0' + Level, '0'}}},
}}

func sayberxModel(_ context.Context, c *Conversation) (string, error) {
	model, _, _ := strings.Cut(c.State.Name, " ")
	return model, nil
}
