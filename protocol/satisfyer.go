package protocol

import (
	"context"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

var _ = add(satisfyerSpecs)

// Satisfyer toys have a product number, in their advertisement or, where the platform does
// not show that, in the model number characteristic. Levels of all motors share a packet,
// each four times. The toy falls asleep unless the packet is repeated.
var satisfyerSpecs = []Spec{{
	Name:     "satisfyer",
	Needs:    device.Needs{{device.Tx, device.TxCommand}},
	Optional: []device.Endpoint{device.RxBLEModel},
	Identify: func(ctx context.Context, c *Conversation) (string, error) {
		number, advertised := satisfyerAdvertised(c.State.Adv)
		if !advertised {
			var err error
			if number, err = c.Read(ctx, device.RxBLEModel, 500*time.Millisecond); err != nil {
				return "", err
			}
		}
		if len(number) != 4 {
			return "0", nil
		}
		return strconv.FormatUint(uint64(binary.BigEndian.Uint32(number)), 10), nil
	},
	Init:   []Write{{To: device.TxCommand, Data: []byte{0x01}, Response: true}}, // motors on
	Repeat: 3 * time.Second,
	Packet: func(s *State) (packet []byte) {
		for _, level := range s.levelBytes() {
			packet = append(packet, level, level, level, level)
		}
		return packet
	},
}}

// satisfyerCompany is the Bluetooth company id that Satisfyer advertises with.
const satisfyerCompany = 93

func satisfyerAdvertised(adv *device.Advertisement) ([]byte, bool) {
	if data, ok := adv.Company(satisfyerCompany); ok {
		return data, true
	}
	if len(adv.ManufacturerData) > 0 {
		return adv.ManufacturerData[0].Data, true
	}
	return nil, false
}
