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
	name, rest, more := strings.Cut(string(told), "\n")
	var features []device.Feature
	for more && len(features) <= maxMotors {
		var motor string
		motor, rest, more = strings.Cut(rest, "\n")
		features = append(features, device.Feature{Index: uint32(len(features)), Description: plain(motor),
			Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 100}}}})
	}
	if len(features) == 0 || len(features) > maxMotors || plain(name) == "" {
		return ErrUnexpectedReply
	}
	c.State.Redefine(plain(name), features)
	return nil
}
