package stream

import (
	"context"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// Base is what links over a stream have in common: tx is what is written, rx what arrives.
type Base struct {
	// End closes Done, and the stream. Only the first call does something.
	End func()

	name string
	done chan struct{}

	mu     sync.Mutex
	notify func([]byte)
}

// NewBase makes the base of a link to a toy that has this name in errors. Shut is called when
// the link ends.
func NewBase(name string, shut func()) *Base {
	b := &Base{name: name, done: make(chan struct{})}
	b.End = sync.OnceFunc(func() {
		close(b.done)
		shut()
	})
	return b
}

// Alive reports whether the link has not ended.
func (b *Base) Alive() bool {
	select {
	case <-b.done:
		return false
	default:
		return true
	}
}

// Fail is the error of an operation, "write to".
func (b *Base) Fail(operation string, err error) error { return reason.Wrap(operation+" "+b.name, err) }

// Hear passes on what has arrived.
func (b *Base) Hear(data []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.notify != nil {
		b.notify(data)
	}
}

// Has implements device.Link.
func (b *Base) Has(e device.Endpoint) bool { return e == device.Tx || e == device.Rx }

// Check is the error of a write, if it makes no sense to begin it.
func (b *Base) Check(to device.Endpoint) error {
	switch {
	case to != device.Tx:
		return b.Fail("write to", device.ErrNoEndpoint)
	case !b.Alive():
		return b.Fail("write to", device.ErrDisconnected)
	}
	return nil
}

// Read implements device.Link: a stream can't be asked.
func (b *Base) Read(context.Context, device.Endpoint) ([]byte, error) {
	return nil, b.Fail("read from", device.ErrUnsupported)
}

// Subscribe implements device.Link.
func (b *Base) Subscribe(_ context.Context, to device.Endpoint, notify func([]byte)) error {
	switch {
	case to != device.Rx:
		return b.Fail("subscribe to", device.ErrNoEndpoint)
	case !b.Alive():
		return b.Fail("subscribe to", device.ErrDisconnected)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notify = notify
	return nil
}

// Unsubscribe implements device.Link.
func (b *Base) Unsubscribe(context.Context, device.Endpoint) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notify = nil
	return nil
}

// Done implements device.Link.
func (b *Base) Done() <-chan struct{} { return b.done }

// Gap implements device.Link: a stream has room for everything.
func (b *Base) Gap() time.Duration { return 0 }
