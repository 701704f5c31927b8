package client

import (
	"context"
	"errors"

	"github.com/gobuttplug/gobuttplug/message"
)

// Connector opens connections to one server. WebSocket is one; a server.Server has
// one for clients in the same process.
type Connector interface {
	// Connect opens a connection. It returns soon after ctx ends.
	Connect(ctx context.Context) (Conn, error)
}

// Conn is an open connection. Send and Close may be called from any goroutine, Receive
// from one at a time.
type Conn interface {
	// Send hands over messages that belong together, in order. It does not wait for the
	// server; a server in the same process may have carried them out when it returns.
	Send(ctx context.Context, ms ...message.Message) error
	// Receive waits for messages. An element of a frame that could not be decoded is
	// given as *Invalid. The error tells that the connection has ended, and why; messages
	// given along with it came before. A close by the server matches ErrClosed.
	Receive(ctx context.Context) ([]message.Message, error)
	// Close ends the connection, soon, and makes Receive return. Only the first call
	// does something.
	Close() error
}

// ErrClosed tells that the server closed the connection.
var ErrClosed = errors.New("the server closed the connection")

// Invalid stands for a message that could not be decoded. If its Id is that of a request,
// the request fails; otherwise it is logged and dropped.
type Invalid struct {
	message.Header
	Reason error
}

// MessageName implements message.Message.
func (*Invalid) MessageName() string { return "invalid message" }

// Decode decodes a text frame of a server for Conn.Receive.
func Decode(frame []byte, limits message.Limits) []message.Message {
	var ms []message.Message
	for el, bad := range message.Elements(frame, limits) {
		var m message.Message
		if bad == nil {
			m, bad = message.DecodeServer(el, limits)
		}
		if bad != nil {
			m = &Invalid{Header: bad.Header, Reason: errors.New(bad.Text)}
		}
		ms = append(ms, m)
	}
	return ms
}
