package protocol

import (
	"bytes"

	"github.com/gobuttplug/gobuttplug/device"
)

// Motorbunny saddles vibrate and rotate. A packet says the same seven times.
var Motorbunny = []Spec{{
	Name:    "motorbunny",
	Command: OffOn{Bytes{Either(device.Rotate, 0xA0, 0xF0), 0, 0, 0, 0, 0xEC}, Func(motorbunny)},
}}

func motorbunny(_ *State, c Command) []byte {
	kind, pair := byte(0xFF), []byte{Magnitude(c.Value), 0x14}
	if c.Type == device.Rotate {
		kind, pair = 0xAF, []byte{0x2A, Magnitude(c.Value)}
		if c.Value < 0 {
			pair[0] = 0x29
		}
	}
	same := bytes.Repeat(pair, 7)
	return append(append([]byte{kind}, same...), sum(same), 0xEC)
}
