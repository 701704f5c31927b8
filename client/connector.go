package client

import (
	"context"
	"errors"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Connector opens connections to one server. WebSocket is one, and Server.Connector of package
// server gives one for clients in the same process. A program may bring its own.
type Connector interface {
	// Connect opens a connection. It returns soon after ctx has ended, which does not end a
	// connection that was opened before. What the server says is handed to receive, one
	// message at a time and in order, until the connection ends; an element of a frame that
	// could not be decoded is given as *Invalid. Receive does not block. It may be called
	// from within Send, and before Connect returns.
	Connect(ctx context.Context, receive func(message.Message)) (Conn, error)
}

// Conn is an open connection. Its methods may be called from any goroutine.
type Conn interface {
	// Send hands over messages that belong together, in order. It does not wait for the
	// server; a server in the same process may have answered them when it returns. Ctx may
	// be ignored. An error means that the messages were not sent.
	Send(ctx context.Context, ms ...message.Message) error
	// Done is closed when the connection has ended and its last message was received.
	Done() <-chan struct{}
	// Err is why the connection has ended, once Done is closed. It matches ErrClosed if the
	// server closed it.
	Err() error
	// Close ends the connection. What still waits to be sent may be dropped. It may wait a
	// moment for the other side to close, too. Only the first call does something.
	Close() error
}

// OutputConn is a Conn to a server in the same process that carries out outputs without
// messages, before the call returns.
type OutputConn interface {
	Conn
	// Output carries out outputs for the device with that index, all of them or none, as
	// one update for the device. The error is a *message.Error for what the server would have
	// answered, or Err. It does not keep the slice.
	Output(index uint32, outputs []device.Command) error
}

// ErrClosed means that the server closed the connection.
var ErrClosed = errors.New("the server closed the connection")

// Invalid stands for a message that could not be decoded, for reasons that Reason tells. If its Id
// is that of a request, the request fails; otherwise it is logged and dropped.
type Invalid struct {
	message.Header
	Reason error
}

// MessageName implements message.Message.
func (*Invalid) MessageName() string { return "invalid message" }

// Decode decodes a text frame of a server and hands its messages to receive, for connectors that
// get frames. Those that can't be decoded are *Invalid. The frame is not kept.
func Decode(frame []byte, limits message.Limits, receive func(message.Message)) {
	for el, bad := range message.Elements(frame, limits) {
		var m message.Message
		if bad == nil {
			m, bad = message.DecodeServer(el, limits)
		}
		if bad != nil {
			m = &Invalid{Header: bad.Header, Reason: errors.New(bad.Text)}
		}
		receive(m)
	}
}
