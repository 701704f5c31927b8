//go:build js && wasm

package webbluetooth

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// link is one connection to a toy.
type link struct {
	peripheral *peripheral
	options    *Options
	after      after
	name       string       // of the toy, for errors
	object     safejs.Value // the BluetoothDevice
	gatt       safejs.Value // its BluetoothRemoteGATTServer

	turn    chan struct{} // full while an operation is going on
	value   value         // used by whoever has the turn
	done    chan struct{}
	closing atomic.Bool

	mu        sync.Mutex // guards what follows until open is done; then only shut needs it
	endpoints map[device.Endpoint]*characteristic
	unlisten  func() // to the disconnect event
}

var _ device.Link = (*link)(nil)

// newLink makes a link that is not open yet. The caller holds p.mu.
func newLink(p *peripheral) *link {
	name := p.name
	if name == "" {
		name = "device " + p.id
	}
	return &link{
		peripheral: p,
		options:    &p.scanner.options,
		after:      p.scanner.after,
		name:       name,
		object:     p.object,
		turn:       make(chan struct{}, 1),
		done:       make(chan struct{}),
	}
}

// shut ends the connection, whatever state it is in. It may be called by an event.
func (l *link) shut() {
	if !l.closing.CompareAndSwap(false, true) {
		return
	}
	l.mu.Lock()
	unlisten, endpoints := l.unlisten, l.endpoints
	l.mu.Unlock()
	if unlisten != nil {
		unlisten()
	}
	for _, c := range endpoints {
		c.silence()
	}
	// A new connection must not begin before this one has been ended.
	_, _ = jsx.Call(l.gatt, "disconnect")
	l.peripheral.release(l)
	close(l.done)
}

func (l *link) Close() error {
	l.shut()
	return nil
}

func (l *link) Done() <-chan struct{} { return l.done }

func (l *link) Gap() time.Duration { return device.DefaultGap }

func (l *link) Has(e device.Endpoint) bool {
	_, ok := l.endpoints[e]
	return ok
}

func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, response bool) error {
	write, err := l.writer(to, data, response)
	if err != nil {
		return err
	}
	_, err = l.run(ctx, operation{
		limit: l.options.OperationTimeout,
		begin: func() (safejs.Value, error) { return l.value.write(write, data) },
	})
	return l.failure("write", to, err)
}

func (l *link) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	write, err := l.writer(to, data, response)
	if err != nil {
		failed(err)
		return
	}
	l.writeNow(to, write, data, 0, failed)
}

// writer is the method to write data to an endpoint with.
func (l *link) writer(to device.Endpoint, data []byte, response bool) (jsx.Method, error) {
	c, ok := l.endpoints[to]
	if !ok {
		return jsx.Method{}, l.failure("write", to, device.ErrNoEndpoint)
	}
	if len(data) > maxValue {
		return jsx.Method{}, l.failure("write "+strconv.Itoa(len(data))+" bytes to", to, ErrTooLong)
	}
	write, ok := c.writer(response)
	if !ok {
		return write, l.failure("write", to, ErrNoWrite)
	}
	return write, nil
}

// writeNow starts a write out of turn. If the browser refuses it for the sake of another
// operation, there is nothing more to be done in a page that is closing; in one that
// lives on, the write is tried again.
func (l *link) writeNow(to device.Endpoint, write jsx.Method, data []byte, try int, failed func(error)) {
	if l.closing.Load() {
		return
	}
	settled := func(_ safejs.Value, err error) {
		switch {
		case err == nil || l.closing.Load():
		case gattReason(err) == ErrBusy && try < len(busyPauses):
			l.after(busyPauses[try], func() { l.writeNow(to, write, data, try+1, failed) })
		default:
			failed(l.failure("write", to, err))
		}
	}
	promise, err := new(value).write(write, data) // the link's own may be in use
	if err == nil {
		err = jsx.Then(promise, settled)
	}
	if err != nil {
		settled(promise, err)
	}
}

// value is a Uint8Array for what is written, made anew only when the length changes.
type value struct {
	array  safejs.Value
	length int
}

func (v *value) write(write jsx.Method, data []byte) (safejs.Value, error) {
	if len(data) == 0 || len(data) != v.length {
		array, err := jsx.Uint8Array(data)
		if err != nil {
			return array, err
		}
		v.array, v.length = array, len(data)
	} else if err := jsx.CopyTo(v.array, data); err != nil {
		return safejs.Undefined(), err
	}
	return write.Call(v.array)
}

func (l *link) Read(ctx context.Context, from device.Endpoint) ([]byte, error) {
	c, ok := l.endpoints[from]
	if !ok {
		return nil, l.failure("read", from, device.ErrNoEndpoint)
	}
	value, err := l.run(ctx, operation{
		limit: l.options.OperationTimeout,
		begin: func() (safejs.Value, error) { return jsx.Call(c.object, "readValue") },
	})
	if err != nil {
		return nil, l.failure("read", from, err)
	}
	data, err := jsx.Bytes(value, maxValue)
	return data, l.failure("read", from, err)
}

func (l *link) Subscribe(ctx context.Context, to device.Endpoint, notify func(data []byte)) error {
	c, ok := l.endpoints[to]
	if !ok {
		return l.failure("subscribe to", to, device.ErrNoEndpoint)
	}
	begun := false
	_, err := l.run(ctx, operation{
		limit: l.options.OperationTimeout,
		begin: func() (safejs.Value, error) {
			begun = true
			// The listener comes first, so that nothing is missed.
			if started, err := c.listen(notify); started || err != nil {
				return safejs.Undefined(), err
			}
			return jsx.Call(c.object, "startNotifications")
		},
		finish: func(err error) {
			if err == nil {
				c.setStarted(true)
			}
		},
	})
	if err != nil && begun {
		c.silence()
	}
	return l.failure("subscribe to", to, err)
}

func (l *link) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	c, ok := l.endpoints[from]
	if !ok {
		return nil // so it was not subscribed
	}
	_, err := l.run(ctx, operation{
		limit: l.options.OperationTimeout,
		begin: func() (safejs.Value, error) {
			c.silence()
			if !c.isStarted() {
				return safejs.Undefined(), nil
			}
			return jsx.Call(c.object, "stopNotifications")
		},
		finish: func(err error) {
			if err == nil {
				c.setStarted(false)
			}
		},
	})
	return l.failure("unsubscribe from", from, err)
}

// failure makes the error of an operation on an endpoint; nil for none.
func (l *link) failure(verb string, e device.Endpoint, err error) error {
	if err == nil {
		return nil
	}
	return failure(verb+" "+string(e)+" of "+l.name, err, gattReason)
}
