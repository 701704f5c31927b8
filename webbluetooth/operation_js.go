//go:build js && wasm

package webbluetooth

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/turns"
)

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
			if err := c.listen(notify); err != nil || c.started.Load() {
				return safejs.Undefined(), err
			}
			return jsx.Call(c.object, "startNotifications")
		},
		finish: func(err error) {
			if err == nil {
				c.started.Store(true)
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
			if !c.started.Load() {
				return safejs.Undefined(), nil
			}
			return jsx.Call(c.object, "stopNotifications")
		},
		finish: func(err error) {
			if err == nil {
				c.started.Store(false)
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

// busyPauses are the waits before an operation is tried again that the browser refused
// because of another one.
var busyPauses = [...]time.Duration{
	10 * time.Millisecond, 20 * time.Millisecond, 40 * time.Millisecond, 80 * time.Millisecond, 160 * time.Millisecond,
}

// operation is something that a toy does one of at a time. Its functions run while it
// has the turn.
type operation struct {
	limit    time.Duration // the toy is hung if it takes longer; 0 for no limit
	connects bool          // it makes the connection that all others need
	// begin starts it and gives the browser's promise. It runs again for every try.
	begin func() (safejs.Value, error)
	// finish gets the outcome, unless the turn never came; also when whoever asked for
	// the operation has long given up waiting. May be nil.
	finish func(err error)
}

// run waits for the link's turn, does the operation and gives its value. When ctx ends,
// run returns at once with the cause of ctx, but the turn lasts until the operation does.
func (l *link) run(ctx context.Context, o operation) (safejs.Value, error) {
	if err := turns.Take(ctx, l.turn, &l.closing, l.done); err != nil {
		return safejs.Undefined(), err
	}
	for try := 0; ; try++ {
		value, err, abandoned := l.try(ctx, &o)
		if abandoned {
			return value, err
		}
		if try < len(busyPauses) && gattReason(err) == ErrBusy {
			if err = l.after.wait(ctx, busyPauses[try], l.done); err == nil {
				continue
			}
		}
		l.finish(&o, err)
		return value, err
	}
}

// finish ends an operation.
func (l *link) finish(o *operation, err error) {
	if o.finish != nil {
		o.finish(err)
	}
	<-l.turn
	if !o.connects && l.lost(err) {
		l.shut()
	}
}

// try starts the operation and waits for it. If it is abandoned, it ends by itself.
func (l *link) try(ctx context.Context, o *operation) (value safejs.Value, err error, abandoned bool) {
	promise, err := o.begin()
	if err != nil {
		return safejs.Undefined(), err, false
	}
	type outcome struct {
		value safejs.Value
		err   error
	}
	var (
		decided  atomic.Bool // by the promise or by who gives up, whichever is first
		hung     atomic.Bool
		outcomes = make(chan outcome, 1)
		unwatch  = func() bool { return true }
	)
	if o.limit > 0 {
		unwatch = l.after(o.limit, func() {
			hung.Store(true)
			l.shut()
		})
	}
	err = jsx.Then(promise, func(value safejs.Value, err error) {
		unwatch()
		if decided.CompareAndSwap(false, true) {
			outcomes <- outcome{value, err}
		} else {
			l.finish(o, err)
		}
	})
	if err != nil {
		unwatch()
		return safejs.Undefined(), err, false
	}
	select {
	case r := <-outcomes:
		return r.value, r.err, false
	case <-ctx.Done():
		err = context.Cause(ctx)
	case <-l.done:
		unwatch()
		if err = device.ErrDisconnected; hung.Load() {
			err = device.ErrTimeout
		}
	}
	if !decided.CompareAndSwap(false, true) {
		r := <-outcomes
		return r.value, r.err, false
	}
	return safejs.Undefined(), err, true
}

// lost reports whether an error shows that the connection is gone, in case that the
// browser's event about it does not come.
func (l *link) lost(err error) bool {
	return err != nil && gattReason(err) == device.ErrDisconnected && !l.closing.Load() &&
		(jsx.IsException(err, "InvalidStateError") || !jsx.BoolOrFalse(l.gatt, "connected"))
}
