package protocol

import (
	"context"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Satisfyer toys have a product number, in their advertisement or, where the platform does
// not show that, in the model number characteristic. Levels of all motors share a packet,
// each four times. The toy falls asleep unless the packet is repeated.
var Satisfyer = []Spec{{
	Name:     "satisfyer",
	Needs:    device.Needs{{device.Tx, device.TxCommand}},
	Optional: []device.Endpoint{device.RxBLEModel},
	Identify: satisfyerModel,
	Init:     []Write{{To: device.TxCommand, Data: []byte{0x01}, Response: true}}, // motors on
	Repeat:   3 * time.Second,
	Packet:   EachFeature{Bytes{Level, Level, Level, Level}},
}}

func satisfyerModel(ctx context.Context, c *Conversation) (string, error) {
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
}

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
