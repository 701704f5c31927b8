//go:build js && wasm

package pagedevice

import (
	"context"
	"sync"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/stream"
)

const (
	operationTimeout = 5 * time.Second // a toy that takes nothing for so long is let go
	maxHeard         = 1 << 16         // bytes that arrive at once
)

// link is a connection. Tx is what is written, rx what arrives, generic0 what the toy says
// about itself.
type link struct {
	*stream.Base
	name, about string
	answers     bool // it has rx
	connection  safejs.Value
	heard, gone safejs.Func
	release     func() // of the functions that JavaScript has
}

func newLink(toy safejs.Value) (l *link, err error) {
	l = &link{name: jsx.StringOrEmpty(toy, "name"), about: jsx.StringOrEmpty(toy, "about")}
	l.Base = stream.NewBase(l.name, func() {})
	l.answers = l.about == ""
	if l.heard, err = taker(l.onHeard); err != nil {
		return nil, err
	}
	l.gone, err = safejs.FuncOf(func(safejs.Value, []safejs.Value) any { l.End(); return nil })
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

func (l *link) onHeard(array safejs.Value) {
	if data, err := jsx.Bytes(array, maxHeard); err == nil {
		l.Hear(data)
	}
}

// taker makes a JavaScript function that hands on its argument.
func taker(take func(safejs.Value)) (safejs.Func, error) {
	return safejs.FuncOf(func(_ safejs.Value, args []safejs.Value) any {
		if len(args) > 0 {
			take(args[0])
		}
		return nil
	})
}

// Has implements device.Link.
func (l *link) Has(e device.Endpoint) bool {
	return e == device.Tx || e == device.Rx && l.answers || e == device.Generic0 && !l.answers
}

// Write implements device.Link. There are no responses.
func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	if err := l.Check(to); err != nil {
		return err
	}
	array, err := jsx.Uint8Array(data)
	if err != nil {
		return l.Fail("write to", err)
	}
	promise, err := jsx.Call(l.connection, "write", array)
	if err == nil {
		limit, cancel := context.WithTimeoutCause(ctx, operationTimeout, device.ErrTimeout)
		defer cancel()
		_, err = jsx.Await(limit, promise)
		if limit.Err() != nil && ctx.Err() == nil {
			_ = l.Close()
			return l.Fail("write to", device.ErrTimeout)
		}
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return err
	case !l.Alive():
		return l.Fail("write to", device.ErrDisconnected)
	}
	return failed("write to "+l.name, err)
}

// WriteNow implements device.Link.
func (l *link) WriteNow(to device.Endpoint, data []byte, _ bool, failure func(error)) {
	if err := l.Check(to); err != nil {
		failure(err)
		return
	}
	array, err := jsx.Uint8Array(data)
	if err == nil {
		var promise safejs.Value
		if promise, err = jsx.Call(l.connection, "writeNow", array); err == nil {
			err = jsx.Then(promise, func(_ safejs.Value, err error) {
				if err != nil {
					failure(failed("write to "+l.name, err))
				}
			})
		}
	}
	if err != nil {
		failure(failed("write to "+l.name, err))
	}
}

// Read implements device.Link.
func (l *link) Read(_ context.Context, from device.Endpoint) ([]byte, error) {
	if from != device.Generic0 || l.answers {
		return nil, l.Fail("read from", device.ErrNoEndpoint)
	}
	return []byte(l.about), nil
}

// Subscribe implements device.Link.
func (l *link) Subscribe(ctx context.Context, to device.Endpoint, notify func([]byte)) error {
	if !l.answers {
		return l.Fail("subscribe to", device.ErrNoEndpoint)
	}
	return l.Base.Subscribe(ctx, to, notify)
}

// Close implements device.Link.
func (l *link) Close() error {
	l.End()
	_, err := jsx.Call(l.connection, "close")
	l.release()
	return err
}
