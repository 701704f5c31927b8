package bridge

import (
	"context"
	"errors"
	"sync"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

var errHungUp = errors.New("the connector has ended the connection")

// Foreign is a connection whose messages the page carries, over a connector that is none
// of ours. It is its own client.Connector, for one connection.
type Foreign struct {
	session uint32
	out     *Outbox
	done    chan struct{}

	mu      sync.Mutex
	receive func(message.Message) // nil until there is a client
	end     error
}

// NewForeign makes a connection over the page's session of that number.
func NewForeign(session uint32, out *Outbox) *Foreign {
	return &Foreign{session: session, out: out, done: make(chan struct{})}
}

// Connect implements client.Connector: the page has connected already.
func (f *Foreign) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	f.mu.Lock()
	f.receive = receive
	f.mu.Unlock()
	return f, ctx.Err()
}

// Deliver takes a frame from the page. What comes before there is a client answers nothing,
// so it is dropped.
func (f *Foreign) Deliver(frame []byte) {
	f.mu.Lock()
	receive, ended := f.receive, f.end != nil
	f.mu.Unlock()
	if receive != nil && !ended {
		client.Decode(frame, message.Limits{}, receive)
	}
}

// HangUp takes note that the connection has ended.
func (f *Foreign) HangUp() { f.finish(errHungUp) }

func (f *Foreign) finish(reason error) (first bool) {
	f.mu.Lock()
	if first = f.end == nil; first {
		f.end = reason
		close(f.done)
	}
	f.mu.Unlock()
	return first
}

// Done implements client.Conn.
func (f *Foreign) Done() <-chan struct{} { return f.done }

// Err implements client.Conn.
func (f *Foreign) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.end
}

// Send implements client.Conn.
func (f *Foreign) Send(_ context.Context, ms ...message.Message) error {
	if err := f.Err(); err != nil {
		return err
	}
	for _, m := range ms {
		f.out.Frame(f.session, message.Append(nil, m))
	}
	return nil
}

// Close implements client.Conn.
func (f *Foreign) Close() error {
	if f.finish(client.ErrClosed) {
		f.out.Closed(f.session, 1000, "")
	}
	return nil
}
