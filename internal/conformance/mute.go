package conformance

import (
	"context"
	"slices"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// withoutPing is a connector whose connections lose every Ping, as those of a client do
// that has forgotten to send any.
type withoutPing struct{ client.Connector }

func (c withoutPing) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	conn, err := c.Connector.Connect(ctx, receive)
	if err != nil {
		return nil, err
	}
	return pingless{conn}, nil
}

type pingless struct{ client.Conn }

func (c pingless) Send(ctx context.Context, ms ...message.Message) error {
	ms = slices.DeleteFunc(slices.Clone(ms), func(m message.Message) bool {
		_, ping := m.(*message.Ping)
		return ping
	})
	if len(ms) == 0 {
		return nil
	}
	return c.Conn.Send(ctx, ms...)
}
