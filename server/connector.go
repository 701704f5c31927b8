package server

import (
	"context"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// Connector connects clients in the same process, without sockets and without JSON: what a client
// sends is carried out, and mostly answered, in the goroutine that sends it. Connecting succeeds
// unless the context has ended; after the server was closed the connection ends at once. Each
// connection is a session of its own.
func (v *Server) Connector() client.Connector { return connector{v} }

type connector struct{ server *Server }

// Connect implements client.Connector.
func (c connector) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := c.server.Open(receive)
	s.local = true
	return &conn{Session: s}, nil
}

// conn is a session as a client.Conn.
type conn struct {
	*Session
	closed atomic.Bool // by the client
}

// Send implements client.Conn.
func (c *conn) Send(_ context.Context, ms ...message.Message) error {
	select {
	case <-c.Done():
		return c.Err()
	default:
		c.Handle(ms...)
		return nil
	}
}

// Err implements client.Conn.
func (c *conn) Err() error {
	if c.closed.Load() {
		return client.ErrNotConnected
	}
	return client.ErrClosed
}

// Close implements client.Conn.
func (c *conn) Close() error {
	c.closed.Store(true)
	c.Session.Close()
	return nil
}
