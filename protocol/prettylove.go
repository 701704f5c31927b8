package protocol

import "context"

// PrettyLove toys. All are one model, whatever follows in the name.
var PrettyLove = []Spec{{
	Name:     "prettylove",
	Response: true,
	Identify: prettyLoveModel,
	Command:  Bytes{0x00, Level},
}}

func prettyLoveModel(context.Context, *Conversation) (string, error) { return "Aogu BLE", nil }
