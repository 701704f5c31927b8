//go:build js && wasm

package pagedevice

import (
	"context"
	"sync"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

const (
	operationTimeout = 5 * time.Second // a toy that takes nothing for so long is let go
	maxHeard         = 1 << 16         // bytes that arrive at once
)

// link is a connection. Tx is what is written, rx what arrives, generic0 what the toy says
// about itself.
type link struct {
	name, about string
	answers     bool // it has rx
	connection  safejs.Value
	heard, gone safejs.Func
	done        chan struct{}
	end         func()
	release     func() // of the functions that JavaScript has

	mu     sync.Mutex
	notify func([]byte)
}

func newLink(toy safejs.Value) (l *link, err error) {
	l = &link{name: jsx.StringOrEmpty(toy, "name"), about: jsx.StringOrEmpty(toy, "about"), done: make(chan struct{})}
	l.answers = l.about == ""
	l.end = sync.OnceFunc(func() { close(l.done) })
	if l.heard, err = safejs.FuncOf(l.onHeard); err != nil {
		return nil, err
	}
	l.gone, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { l.end(); return nil })
	if err != nil {
		l.heard.Release()
		return nil, err
	}
	l.release = sync.OnceFunc(func() {
		l.heard.Release()
		l.gone.Release()
	})
	return l, nil
}

func (l *link) connect(connection safejs.Value) { l.connection = connection }

func (l *link) onHeard(_ safejs.Value, args []safejs.Value) any {
	if len(args) == 0 {
		return nil
	}
	data, err := jsx.Bytes(args[0], maxHeard)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil && l.notify != nil {
		l.notify(data)
	}
	return nil
}

func (l *link) alive() bool {
	select {
	case <-l.done:
		return false
	default:
		return true
	}
}

// Has implements device.Link.
func (l *link) Has(e device.Endpoint) bool {
	return e == device.Tx || e == device.Rx && l.answers || e == device.Generic0 && !l.answers
}

func (l *link) fail(what string, err error) error { return &linkError{what + " " + l.name, err} }

type linkError struct {
	op  string
	err error
}

func (e *linkError) Error() string { return e.op + ": " + e.err.Error() }
func (e *linkError) Unwrap() error { return e.err }

// Write implements device.Link. There are no responses.
func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	switch {
	case to != device.Tx:
		return l.fail("write", device.ErrNoEndpoint)
	case !l.alive():
		return l.fail("write", device.ErrDisconnected)
	}
	array, err := jsx.Uint8Array(data)
	if err != nil {
		return l.fail("write", err)
	}
	promise, err := jsx.Call(l.connection, "write", array)
	if err == nil {
		limit, cancel := context.WithTimeoutCause(ctx, operationTimeout, device.ErrTimeout)
		defer cancel()
		_, err = jsx.Await(limit, promise)
		if limit.Err() != nil && ctx.Err() == nil {
			_ = l.Close()
			return l.fail("write", device.ErrTimeout)
		}
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case !l.alive():
		return l.fail("write", device.ErrDisconnected)
	}
	return failed("write "+l.name, err)
}

// WriteNow implements device.Link.
func (l *link) WriteNow(to device.Endpoint, data []byte, _ bool, failure func(error)) {
	switch {
	case to != device.Tx:
		failure(l.fail("write", device.ErrNoEndpoint))
		return
	case !l.alive():
		failure(l.fail("write", device.ErrDisconnected))
		return
	}
	array, err := jsx.Uint8Array(data)
	if err == nil {
		var promise safejs.Value
		if promise, err = jsx.Call(l.connection, "writeNow", array); err == nil {
			err = jsx.Then(promise, func(_ safejs.Value, err error) {
				if err != nil {
					failure(failed("write "+l.name, err))
				}
			})
		}
	}
	if err != nil {
		failure(failed("write "+l.name, err))
	}
}

// Read implements device.Link.
func (l *link) Read(_ context.Context, from device.Endpoint) ([]byte, error) {
	if from != device.Generic0 || l.answers {
		return nil, l.fail("read", device.ErrNoEndpoint)
	}
	return []byte(l.about), nil
}

// Subscribe implements device.Link.
func (l *link) Subscribe(_ context.Context, to device.Endpoint, notify func([]byte)) error {
	switch {
	case to != device.Rx || !l.answers:
		return l.fail("subscribe", device.ErrNoEndpoint)
	case !l.alive():
		return l.fail("subscribe", device.ErrDisconnected)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notify = notify
	return nil
}

// Unsubscribe implements device.Link.
func (l *link) Unsubscribe(context.Context, device.Endpoint) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notify = nil
	return nil
}

// Done implements device.Link.
func (l *link) Done() <-chan struct{} { return l.done }

// Close implements device.Link.
func (l *link) Close() error {
	l.end()
	_, err := jsx.Call(l.connection, "close")
	l.release()
	return err
}

// Gap implements device.Link.
func (l *link) Gap() time.Duration { return 0 }
