package protocol

import (
	"bytes"
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Ankni toys, sold as Roselex. Older firmware wants a key made from the toy's address, which it
// tells in place of its PnP ID; newer firmware tells a real, longer PnP ID.
var Ankni = []Spec{{
	Name:     "ankni",
	Needs:    device.Needs{{device.Tx, device.Generic0}},
	Response: true,
	Start:    ankniStart,
	Command:  Padded{20, Bytes{0x03, 0x12, Level}},
}}

func ankniStart(ctx context.Context, c *Conversation) error {
	id, err := c.Read(ctx, device.Generic0, 500*time.Millisecond)
	if err != nil || len(id) > 6 {
		return err
	}
	key := byte(crc16XModem(append([]byte{0x01}, id...)) >> 8)
	if err := c.WriteWithResponse(ctx, device.Tx, bytes.Repeat([]byte{0x01}, 20)); err != nil {
		return err
	}
	proof := append([]byte{0x01, 0x02}, bytes.Repeat([]byte{key}, 16)...)
	return c.WriteWithResponse(ctx, device.Tx, append(proof, 0, 0))
}
