package protocol

import (
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Yiciyuan strokers tell their battery's level about once a second, between other things.
var Yiciyuan = []Spec{{
	Name:   "yiciyuan",
	Packet: Padded{16, Bytes{0x35, 0x12, Level0, Level1, Level2}},
	Read:   yiciyuanBattery,
}}

func yiciyuanBattery(ctx context.Context, c *Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
	if err := c.Subscribe(ctx, device.RxBLEBattery); err != nil {
		return 0, err
	}
	until := time.Now().Add(yiciyuanReading)
	for {
		n, err := c.Next(ctx, time.Until(until))
		if err != nil {
			return 0, err
		}
		if d := n.Data; n.From == device.RxBLEBattery && len(d) >= 4 && d[0] == 0x35 && d[1] == 0x13 {
			return min(int32(d[3]), 100), nil
		}
	}
}

const yiciyuanReading = 3 * time.Second
