package protocol

import "context"

// Youou wands count their packets. All are one model, whatever follows in the name. (The
// official server never connects them, for it looks the model up with a capital letter.)
var Youou = []Spec{{
	Name:     "youou",
	Identify: yououModel,
	Command:  Bytes{0xAA, 0x55, Count, 0x02, 0x03, 0x01, Level, On, Xor, 0xFF, 0, 0, 0, 0, 0, 0, 0},
}}

func yououModel(context.Context, *Conversation) (string, error) { return "VX001_", nil }
