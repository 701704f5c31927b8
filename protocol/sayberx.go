package protocol

import (
	"context"
	"strings"
)

var _ = add(sayberxSpecs)

// The SayberX stroker takes text. Its X-Ring, which has a number in its name, can't be
// told anything. Made from public notes.
var sayberxSpecs = []Spec{{
	Name: "sayberx",
	Identify: func(_ context.Context, c *Conversation) (string, error) {
		model, _, _ := strings.Cut(c.State.Name, " ")
		return model, nil
	},
	Command: func(_ *State, c Command) []byte {
		return append(text("AT+SPD"), '0'+min(Magnitude(c.Value), 4), '0')
	},
}}
