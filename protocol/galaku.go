package protocol

import (
	"context"
	"slices"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Galaku toys take packets of 12 bytes in a cipher of their own, in which every byte
// depends on the one before.
var Galaku = []Spec{
	{
		Name:   "galaku",
		Packet: Func(galakuPacket),
		Read:   galakuBattery,
	},

	// The pump's levels have places by what they do, not by their index.
	{
		Name:     "galaku-pump",
		Response: true,
		Packet:   galaku{0x60, 0x03, OscillateLevel, VibrateLevel, 0},
	},
}

// What galaku toys are told.
var (
	galakuOne    = galaku{0x31, Level0, 0, 0, 0}
	galakuTwo    = galaku{0x40, 0x03, Level0, Level1, 0}
	galakuVision = Padded{16, Bytes{0xAA, 0x01, 0x0A, 0x03, Level0, On.Of(0)}}
	galakuAsk    = galaku{0x13, 0, 0, 0, 0} // for the battery
)

// galakuPacket: the second feature of model G339 is declared as rotate, which the official
// server refuses; its level belongs into the second place like any other.
func galakuPacket(s *State, c Command) []byte {
	switch {
	case s.Outputs() >= 2:
		return galakuTwo.Append(nil, s, c)
	case s.Name == "AC695X_1(BLE)":
		return galakuVision.Append(nil, s, c)
	}
	return galakuOne.Append(nil, s, c)
}

func galakuBattery(ctx context.Context, c *Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
	if err := c.Subscribe(ctx, device.RxBLEBattery); err != nil {
		return 0, err
	}
	if err := c.WriteWithResponse(ctx, device.Tx, galakuAsk.Append(nil, nil, Command{})); err != nil {
		return 0, err
	}
	for {
		n, err := c.Next(ctx, 2*time.Second)
		if err != nil {
			return 0, err
		}
		if n.From != device.RxBLEBattery {
			continue
		}
		if len(n.Data) == 0 {
			return 0, ErrUnexpectedReply
		}
		return min(int32(n.Data[0]), 100), nil
	}
}

// galaku is a packet given by bytes 5 to 9 of its plain form.
type galaku [5]Slot

var galakuKeys = [4][12]byte{
	{0x00, 0x18, 0x98, 0xF7, 0xA5, 0x3D, 0x0D, 0x29, 0x25, 0x50, 0x44, 0x46},
	{0x00, 0x45, 0x6E, 0x6A, 0x6F, 0x78, 0x20, 0x53, 0x2D, 0x31, 0x2E, 0x37},
	{0x00, 0x65, 0x78, 0x20, 0x54, 0x6F, 0x79, 0x73, 0x0A, 0x8E, 0x9D, 0xA3},
	{0x00, 0xC5, 0xD6, 0xE7, 0xF8, 0x0A, 0x32, 0x20, 0x6F, 0x62, 0x0D, 0x0A},
}

// Append implements Encoder.
func (g galaku) Append(packet []byte, s *State, c Command) []byte {
	start := len(packet)
	packet = append(slices.Grow(packet, 12), 0x23, 0x5A, 0, 0, 1)
	packet = Bytes(g[:]).Append(packet, s, c)
	packet = append(packet, 0)
	packet = append(packet, sum(packet[start:]))
	p := packet[start:]
	for i := 1; i < len(p); i++ {
		k := galakuKeys[p[i-1]&3][i]
		p[i] = (k ^ 0x23 ^ p[i]) + k
	}
	return packet
}
