package protocol

import (
	"context"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
)

// Motors is our own protocol, for what the platform drives: rumble motors of gamepads, that of a phone.
// A packet is the level of each motor in per cent. Generic0 tells the name of the device and
// those of its motors, a line each.
var Motors = []Spec{{
	Name:     "motors",
	Needs:    device.Needs{{device.Tx, device.Generic0}},
	Discover: motorsDiscover,
	Packet:   EachFeature{Bytes{Level}},
}}

const maxMotors = 16

func motorsDiscover(ctx context.Context, c *Conversation) error {
	told, err := c.Read(ctx, device.Generic0, handshakeReply)
	if err != nil {
		return err
	}
	lines := strings.Split(string(told), "\n")
	if len(lines) < 2 || len(lines) > 1+maxMotors || plain(lines[0]) == "" {
		return ErrUnexpectedReply
	}
	features := make([]device.Feature, 0, len(lines)-1)
	for i, name := range lines[1:] {
		features = append(features, device.Feature{Index: uint32(i), Description: plain(name),
			Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 100}}}})
	}
	c.State.Redefine(plain(lines[0]), features)
	return nil
}
