package protocol

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// MysteryVibe toys have up to six motors, a byte for each in one packet. Their motors run
// down 80 to 90 ms after a packet, so it is repeated. The generations differ in how they
// are put into real-time mode.
var MysteryVibe = []Spec{
	{
		Name:   "mysteryvibe",
		Needs:  device.Needs{{device.TxMode, device.TxVibrate}},
		Init:   []Write{{To: device.TxMode, Data: []byte{0x43, 0x02, 0x00}, Response: true}},
		Repeat: mysteryVibeRepeat,
		To:     device.TxVibrate,
		Packet: EachFeature{Bytes{Level}},
	},

	{
		Name:   "mysteryvibe-v2",
		Needs:  device.Needs{{device.TxMode, device.TxVibrate}},
		Init:   []Write{{To: device.TxMode, Data: []byte{0x03, 0x02, 0x40}, Response: true}},
		Repeat: mysteryVibeRepeat,
		To:     device.TxVibrate,
		Packet: EachFeature{Bytes{Level}},
	},
}

const mysteryVibeRepeat = 93 * time.Millisecond
