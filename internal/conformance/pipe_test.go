package conformance

import (
	"context"
	"errors"
	"sync"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// pipe is a connection in memory. One end is a Conn for the harness, the other a
// client.Conn.
type pipe struct {
	up, down chan []byte
	once     sync.Once
	closed   chan struct{}
}

func newPipe() *pipe {
	return &pipe{up: make(chan []byte, 100), down: make(chan []byte, 100), closed: make(chan struct{})}
}

func (p *pipe) Close() { p.once.Do(func() { close(p.closed) }) }

// Read gives ErrBinary for a nil frame.
func (p *pipe) Read(ctx context.Context) ([]byte, error) {
	frame, err := p.take(ctx, p.up)
	if err == nil && frame == nil {
		return nil, ErrBinary
	}
	return frame, err
}

func (p *pipe) Write(_ context.Context, frame []byte) error { return p.put(p.down, frame) }

var errPipe = errors.New("the pipe is closed")

func (p *pipe) put(into chan []byte, frame []byte) error {
	select {
	case <-p.closed:
		return errPipe
	case into <- frame:
		return nil
	}
}

// take gives what was put before the pipe was closed.
func (p *pipe) take(ctx context.Context, from chan []byte) ([]byte, error) {
	select {
	case frame := <-from:
		return frame, nil
	default:
	}
	select {
	case frame := <-from:
		return frame, nil
	case <-p.closed:
		select {
		case frame := <-from:
			return frame, nil
		default:
			return nil, errPipe
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// far is the end of the client.
type far struct {
	*pipe
	done chan struct{}
}

func (f far) Send(_ context.Context, ms ...message.Message) error {
	for _, m := range ms {
		if err := f.put(f.up, message.Append(nil, m)); err != nil {
			return err
		}
	}
	return nil
}

// read hands over what comes down until the pipe is closed.
func (f far) read(receive func(message.Message)) {
	defer close(f.done)
	for {
		frame, err := f.take(context.Background(), f.down)
		if err != nil {
			return
		}
		client.Decode(frame, message.Limits{}, receive)
	}
}

func (f far) Done() <-chan struct{} { return f.done }
func (f far) Err() error            { return client.ErrClosed }

func (f far) Close() error {
	f.pipe.Close()
	return nil
}

// within connects to a scenario of a harness in the same process.
type within struct {
	h        *Harness
	scenario string
}

func (w within) Connect(_ context.Context, receive func(message.Message)) (client.Conn, error) {
	p := newPipe()
	if err := w.h.Enter(w.scenario, p, true); err != nil {
		return nil, err
	}
	f := far{p, make(chan struct{})}
	go f.read(receive)
	return f, nil
}

// Enter hands over the connection of a client that wants a scenario, as serveSocket does.
func (h *Harness) Enter(name string, conn Conn, observed bool) error {
	d, err := h.reserve(name, observed)
	if err == nil {
		d.conns <- conn
	}
	return err
}
