package protocol

import "time"

// Leten toys want to hear something every second.
var Leten = []Spec{{
	Name:     "leten",
	Response: true,
	Init:     []Write{{Data: []byte{0x04, 0x01}, Response: true}},
	Repeat:   time.Second,
	Command:  Bytes{0x02, Level},
}}
