package bridge

import (
	"context"
	"errors"
	"sync"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// maxQueue is how many messages may wait to be received; a client takes them at once.
const maxQueue = 1 << 14

var (
	errHungUp   = errors.New("the connector has ended the connection")
	errOverflow = errors.New("the connector delivers more messages than can be taken")
)

// Foreign is a connection whose messages the page carries, over a connector that is none
// of ours. It is its own client.Connector, for one connection.
type Foreign struct {
	session uint32
	out     *Outbox
	arrived chan struct{} // holds a token while there may be something new
	ctx     context.Context
	cancel  context.CancelFunc

	mu    sync.Mutex
	queue []message.Message
	end   error
}

// NewForeign makes a connection over the page's session of that number.
func NewForeign(session uint32, out *Outbox) *Foreign {
	f := &Foreign{session: session, out: out, arrived: make(chan struct{}, 1)}
	f.ctx, f.cancel = context.WithCancel(context.Background())
	return f
}

// Ended ends with the connection.
func (f *Foreign) Ended() context.Context { return f.ctx }

// Connect implements client.Connector: the page has connected already.
func (f *Foreign) Connect(ctx context.Context) (client.Conn, error) { return f, ctx.Err() }

// Deliver takes a frame from the page.
func (f *Foreign) Deliver(frame []byte) {
	ms := client.Decode(frame, message.Limits{})
	f.mu.Lock()
	full := len(f.queue)+len(ms) > maxQueue
	if f.end == nil && !full {
		f.queue = append(f.queue, ms...)
	}
	f.mu.Unlock()
	if full {
		f.finish(errOverflow)
	}
	f.wake()
}

// HangUp takes note that the connection has ended.
func (f *Foreign) HangUp() { f.finish(errHungUp) }

func (f *Foreign) finish(reason error) (first bool) {
	f.mu.Lock()
	if first = f.end == nil; first {
		f.end = reason
	}
	f.mu.Unlock()
	f.cancel()
	f.wake()
	return first
}

func (f *Foreign) wake() {
	select {
	case f.arrived <- struct{}{}:
	default:
	}
}

// Send implements client.Conn.
func (f *Foreign) Send(_ context.Context, ms ...message.Message) error {
	f.mu.Lock()
	err := f.end
	f.mu.Unlock()
	if err != nil {
		return err
	}
	for _, m := range ms {
		f.out.Frame(f.session, message.Append(nil, m))
	}
	return nil
}

// Receive implements client.Conn.
func (f *Foreign) Receive(ctx context.Context) ([]message.Message, error) {
	for {
		f.mu.Lock()
		ms, err := f.queue, f.end
		f.queue = nil
		f.mu.Unlock()
		if len(ms) > 0 || err != nil {
			return ms, err
		}
		select {
		case <-f.arrived:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close implements client.Conn.
func (f *Foreign) Close() error {
	if f.finish(client.ErrClosed) {
		f.out.Closed(f.session)
	}
	return nil
}
