package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(mysteryvibeSpecs)

// MysteryVibe toys have up to six motors, a byte for each in one packet. Their motors run
// down 80 to 90 ms after a packet, so it is repeated. The generations differ in how they
// are put into real-time mode.
var mysteryvibeSpecs = []Spec{
	mysteryVibe("mysteryvibe", 0x43, 0x02, 0x00),
	mysteryVibe("mysteryvibe-v2", 0x03, 0x02, 0x40),
}

func mysteryVibe(name string, realTime ...byte) Spec {
	return Spec{
		Name:   name,
		Needs:  device.Needs{{device.TxMode, device.TxVibrate}},
		Init:   []Write{{To: device.TxMode, Data: realTime, Response: true}},
		Repeat: 93 * time.Millisecond,
		Writes: func(s *State, _ []Command) []Write {
			return []Write{{To: device.TxVibrate, Data: s.levelBytes()}}
		},
	}
}
