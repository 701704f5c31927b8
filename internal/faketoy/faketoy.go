// Package faketoy is a device.Link under the control of a test: it records what is done
// to it and does what the test says. Tests only.
package faketoy

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Toy is a connected toy. The zero value is not usable; see New.
type Toy struct {
	mu        sync.Mutex
	endpoints []device.Endpoint
	reads     map[device.Endpoint][]byte
	notify    map[device.Endpoint]func([]byte)
	ops       []string
	gap       time.Duration
	done      chan struct{}
	gone      bool

	// OnOp, when set, decides about an operation before it happens: an error fails it.
	// It may block. Op is as in Ops.
	OnOp func(ctx context.Context, op string) error
}

// New returns a toy with these endpoints and gap.
func New(gap time.Duration, endpoints ...device.Endpoint) *Toy {
	return &Toy{
		endpoints: endpoints, gap: gap,
		reads:  map[device.Endpoint][]byte{},
		notify: map[device.Endpoint]func([]byte){},
		done:   make(chan struct{}),
	}
}

// Ops takes what was done since the last call: "tx 01 02" for a write without response,
// "tx+ 01 02" for one with, "now tx 01" for WriteNow, "read rx", "subscribe rx", "unsubscribe rx".
func (t *Toy) Ops() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	ops := t.ops
	t.ops = nil
	return ops
}

// Answer sets what reads of an endpoint give.
func (t *Toy) Answer(e device.Endpoint, data []byte) {
	t.mu.Lock()
	t.reads[e] = data
	t.mu.Unlock()
}

// Notify sends a notification; false if nobody is subscribed.
func (t *Toy) Notify(e device.Endpoint, data []byte) bool {
	t.mu.Lock()
	fn := t.notify[e]
	t.mu.Unlock()
	if fn != nil {
		fn(data)
	}
	return fn != nil
}

// Behave changes OnOp while the toy is in use.
func (t *Toy) Behave(onOp func(ctx context.Context, op string) error) {
	t.mu.Lock()
	t.OnOp = onOp
	t.mu.Unlock()
}

func (t *Toy) op(ctx context.Context, words ...string) error {
	op := strings.TrimSpace(strings.Join(words, " "))
	t.mu.Lock()
	hook := t.OnOp
	if t.gone {
		t.mu.Unlock()
		return device.ErrDisconnected
	}
	t.ops = append(t.ops, op)
	t.mu.Unlock()
	if hook != nil {
		return hook(ctx, op)
	}
	return nil
}

// Has implements device.Link.
func (t *Toy) Has(e device.Endpoint) bool { return slices.Contains(t.endpoints, e) }

// Hex is how bytes are written in Ops: "01 AB".
func Hex(data []byte) string { return fmt.Sprintf("% X", data) }

func (t *Toy) need(e device.Endpoint) error {
	if !t.Has(e) {
		return device.ErrNoEndpoint
	}
	return nil
}

// Write implements device.Link.
func (t *Toy) Write(ctx context.Context, to device.Endpoint, data []byte, response bool) error {
	if err := t.need(to); err != nil {
		return err
	}
	name := string(to)
	if response {
		name += "+"
	}
	return t.op(ctx, name, Hex(data))
}

// WriteNow implements device.Link.
func (t *Toy) WriteNow(to device.Endpoint, data []byte, _ bool, failed func(error)) {
	if err := t.op(context.Background(), "now", string(to), Hex(data)); err != nil {
		failed(err)
	}
}

// Read implements device.Link.
func (t *Toy) Read(ctx context.Context, from device.Endpoint) ([]byte, error) {
	if err := t.need(from); err != nil {
		return nil, err
	}
	if err := t.op(ctx, "read", string(from)); err != nil {
		return nil, err
	}
	t.mu.Lock()
	data, ok := t.reads[from]
	t.mu.Unlock()
	if !ok {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	return data, nil
}

// Subscribe implements device.Link.
func (t *Toy) Subscribe(ctx context.Context, to device.Endpoint, notify func([]byte)) error {
	if err := t.need(to); err != nil {
		return err
	}
	if err := t.op(ctx, "subscribe", string(to)); err != nil {
		return err
	}
	t.mu.Lock()
	t.notify[to] = notify
	t.mu.Unlock()
	return nil
}

// Unsubscribe implements device.Link.
func (t *Toy) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	t.mu.Lock()
	delete(t.notify, from)
	t.mu.Unlock()
	return t.op(ctx, "unsubscribe", string(from))
}

// Done implements device.Link.
func (t *Toy) Done() <-chan struct{} { return t.done }

// Close implements device.Link; it is also how a test makes the toy vanish.
func (t *Toy) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.gone {
		t.gone = true
		close(t.done)
	}
	return nil
}

// Gap implements device.Link.
func (t *Toy) Gap() time.Duration { return t.gap }
