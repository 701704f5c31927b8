//go:build js && wasm

package webbluetooth

import (
	"context"
	"errors"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// maxKnown bounds the toys of earlier visits.
const maxKnown = 256

// Known lists the toys that the user has chosen on this or an earlier visit and not forgotten since.
// They can be connected without the chooser and without a click. Where the browser can't tell, as
// most can't yet, the error matches device.ErrUnsupported.
//
// Whether they are on and near is not known. Where the browser can watch for them, Connect waits
// until it sees the toy, up to Options.ConnectTimeout.
func (s *Scanner) Known(ctx context.Context) ([]device.Peripheral, error) {
	const op = "list the devices of earlier visits"
	b, err := bluetooth()
	if err != nil {
		return nil, &Error{Op: op, Reason: err}
	}
	promise, err := jsx.Call(b, "getDevices")
	if err != nil {
		if _, missing := errors.AsType[*jsx.MissingMethodError](err); missing {
			return nil, &Error{Op: op, Reason: device.ErrUnsupported}
		}
		return nil, chooserError(op, err)
	}
	list, err := jsx.Await(ctx, promise)
	if err != nil {
		return nil, failure(op, err, func(err error) error { reason, _ := chooserReason(err); return reason })
	}
	var all []device.Peripheral
	for _, v := range jsx.Items(list, maxKnown) {
		if p, err := s.remembered(v); err == nil {
			all = append(all, p)
		}
	}
	return all, nil
}

// remembered is the peripheral of a BluetoothDevice that was chosen some time.
func (s *Scanner) remembered(v safejs.Value) (*peripheral, error) {
	s.mu.Lock()
	p := s.known[jsx.StringOrEmpty(v, "id")]
	s.mu.Unlock()
	if p != nil {
		return p, nil
	}
	p, err := s.peripheral(v)
	if err == nil {
		p.mu.Lock()
		p.unseen = true
		p.mu.Unlock()
	}
	return p, err
}

// Forget takes back the user's permission for the toy of an address, which must be disconnected.
// Where the browser can't do that, the error matches device.ErrUnsupported.
func (s *Scanner) Forget(ctx context.Context, address string) error {
	const op = "forget the device"
	s.mu.Lock()
	p := s.known[address]
	s.mu.Unlock()
	if p == nil {
		return nil
	}
	p.mu.Lock()
	object := p.object
	p.mu.Unlock()
	promise, err := jsx.Call(object, "forget")
	if err == nil {
		_, err = jsx.Await(ctx, promise)
	}
	if err != nil {
		if _, missing := errors.AsType[*jsx.MissingMethodError](err); missing {
			return &Error{Op: op, Reason: device.ErrUnsupported}
		}
		return failure(op, err, gattReason)
	}
	s.mu.Lock()
	delete(s.known, address)
	s.mu.Unlock()
	return nil
}

// see waits until a toy of an earlier visit is near, if the browser can tell: on some
// systems only those can be connected that it has seen since it was started.
func (l *link) see(ctx context.Context) error {
	p := l.peripheral
	p.mu.Lock()
	unseen := p.unseen
	p.mu.Unlock()
	if !unseen || jsx.TypeOf(jsx.Get(l.object, "watchAdvertisements")) != safejs.TypeFunction {
		return nil
	}
	seen := make(chan struct{}, 1)
	unlisten, err := jsx.Listen(l.object, "advertisementreceived", func(safejs.Value) {
		select {
		case seen <- struct{}{}:
		default:
		}
	})
	if err != nil {
		return nil
	}
	defer unlisten()
	abort, err := jsx.New(jsx.Get(safejs.Global(), "AbortController"))
	if err != nil {
		return nil
	}
	defer func() { _, _ = jsx.Call(abort, "abort") }()
	options := map[string]any{"signal": jsx.Get(abort, "signal")}
	promise, err := jsx.Call(l.object, "watchAdvertisements", options)
	if err != nil {
		return nil
	}
	if _, err := jsx.Await(ctx, promise); err != nil && ctx.Err() == nil {
		l.options.Log("watching for " + l.name + ": " + err.Error())
		return nil // so it is tried unseen
	}
	select {
	case <-seen:
		p.mu.Lock()
		p.unseen = false
		p.mu.Unlock()
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-l.done:
		return device.ErrDisconnected
	}
}
