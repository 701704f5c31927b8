package protocol

import "time"

// Muse toys (Mu Se, of the platform Love Spouse) hold a speed for about a second. Made from
// public notes.
var Muse = []Spec{{
	Name:    "muse",
	Command: Bytes{Level, On},
	Repeat:  400 * time.Millisecond,
}}
