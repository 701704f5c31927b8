//go:build js && wasm

package webbluetooth

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/turns"
)

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
			if err = l.pause(ctx, busyPauses[try]); err == nil {
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

// pause waits for d, unless ctx or the connection ends.
func (l *link) pause(ctx context.Context, d time.Duration) error {
	switch {
	case l.after.wait(ctx, d, l.done):
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return device.ErrDisconnected
}

// lost reports whether an error shows that the connection is gone, in case that the
// browser's event about it does not come.
func (l *link) lost(err error) bool {
	return err != nil && gattReason(err) == device.ErrDisconnected && !l.closing.Load() &&
		(jsx.IsException(err, "InvalidStateError") || !jsx.BoolOrFalse(l.gatt, "connected"))
}
