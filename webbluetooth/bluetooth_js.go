//go:build js && wasm

package webbluetooth

import (
	"cmp"
	"context"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// after calls f in its own goroutine after d, unless stopped before. Tests replace it.
type after func(d time.Duration, f func()) (stop func() bool)

// wait lets d pass. If ctx or the connection ends first, the error is the cause of ctx or
// device.ErrDisconnected.
func (a after) wait(ctx context.Context, d time.Duration, done <-chan struct{}) error {
	over := make(chan struct{})
	stop := a(d, func() { close(over) })
	defer stop()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
	case <-done:
	}
	return cmp.Or(context.Cause(ctx), device.ErrDisconnected)
}

func afterFunc(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

// bluetooth is navigator.bluetooth. It is looked up each time, so that a page may bring
// one of its own.
func bluetooth() (safejs.Value, error) {
	b := jsx.Get(jsx.Get(safejs.Global(), "navigator"), "bluetooth")
	if !jsx.IsNullish(b) {
		return b, nil
	}
	if secure, known := jsx.Bool(jsx.Get(safejs.Global(), "isSecureContext")); known && !secure {
		return b, ErrInsecureContext
	}
	return b, ErrNoWebBluetooth
}

// Available returns nil if scanning can work here, as far as a browser tells beforehand. The error
// matches ErrNoWebBluetooth, ErrInsecureContext, ErrBlockedByPolicy or ErrNoAdapter. An adapter that
// is switched off may count as available.
func (s *Scanner) Available(ctx context.Context) error {
	const op = "look for Web Bluetooth"
	b, err := bluetooth()
	if err != nil {
		return &Error{Op: op, Reason: err}
	}
	policy := jsx.Get(jsx.Get(safejs.Global(), "document"), "featurePolicy")
	if v, err := jsx.Call(policy, "allowsFeature", "bluetooth"); err == nil {
		if allowed, known := jsx.Bool(v); known && !allowed {
			return &Error{Op: op, Reason: ErrBlockedByPolicy}
		}
	}
	promise, err := jsx.Call(b, "getAvailability")
	if err != nil {
		return &Error{Op: op, Reason: ErrNoWebBluetooth, Cause: err}
	}
	v, err := jsx.Await(ctx, promise)
	if err != nil {
		reason, _ := chooserReason(err)
		return &Error{Op: op, Reason: reason, Cause: err}
	}
	if there, known := jsx.Bool(v); known && !there {
		return &Error{Op: op, Reason: ErrNoAdapter}
	}
	return nil
}
