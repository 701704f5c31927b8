//go:build js && wasm

package webbluetooth

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// Scanner lets the user choose toys. It is a device.Scanner, made by New. Its methods may be called
// from any goroutine.
type Scanner struct {
	options Options
	after   after
	all     atomic.Bool
	open    atomic.Bool // a Scan is going on

	mu    sync.Mutex
	known map[string]*peripheral // by id; only what the user chose
}

var _ device.Scanner = (*Scanner)(nil)

// New returns a Scanner. It asks the browser for nothing yet; see Scanner.Available.
func New(o Options) *Scanner {
	o.complete()
	s := &Scanner{options: o, after: afterFunc, known: map[string]*peripheral{}}
	s.all.Store(o.AllDevices)
	return s
}

// Name is "Web Bluetooth".
func (s *Scanner) Name() string { return "Web Bluetooth" }

// SetAllDevices sets whether the next scans show every Bluetooth device in the chooser, not only
// known toys.
func (s *Scanner) SetAllDevices(all bool) { s.all.Store(all) }

// Scan opens the browser's chooser and calls found with what the user chooses, at most once. It must
// be called soon after a click or key press, or it fails with ErrNoGesture. Started is called when
// the browser has not refused within Options.StartGrace, or when a choice was made.
//
// A chooser that the user closes is no error. When ctx ends, Scan returns without an error too. The
// chooser stays open then, because a page can't close it; what is chosen there is ignored.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	const op = "open the device chooser"
	if ctx.Err() != nil {
		return nil
	}
	if !s.open.CompareAndSwap(false, true) {
		return &Error{Op: op, Reason: ErrChooserBusy}
	}
	defer s.open.Store(false)
	promise, err := s.request()
	if err != nil {
		return chooserError(op, err)
	}

	type result struct {
		device safejs.Value
		err    error
	}
	results := make(chan result, 1)
	if err := jsx.Then(promise, func(device safejs.Value, err error) { results <- result{device, err} }); err != nil {
		return &Error{Op: op, Cause: err}
	}
	grace := make(chan struct{})
	stop := s.after(s.options.StartGrace, func() { close(grace) })
	defer stop()

	begin := sync.OnceFunc(started)
	for {
		select {
		case <-grace:
			grace = nil
			if len(results) == 0 {
				begin()
			}
		case <-ctx.Done():
			return nil
		case r := <-results:
			if r.err != nil {
				return chooserError(op, r.err)
			}
			p, err := s.peripheral(r.device)
			if err != nil {
				return &Error{Op: op, Cause: err}
			}
			begin()
			found(p)
			return nil
		}
	}
}

// request calls requestDevice.
func (s *Scanner) request() (safejs.Value, error) {
	b, err := bluetooth()
	if err != nil {
		return b, err
	}
	options, err := requestOptions(s.options.Filters(), s.options.Services(), s.all.Load(), func(data []byte) any {
		array, _ := jsx.Uint8Array(data)
		return array
	})
	if err != nil {
		return b, err
	}
	return jsx.Call(b, "requestDevice", options)
}

// chooserError makes the error of a refused chooser; nil if the user closed it.
func chooserError(op string, err error) error {
	if _, missing := errors.AsType[*jsx.MissingMethodError](err); missing {
		return &Error{Op: op, Reason: ErrNoWebBluetooth, Cause: err}
	}
	reason, closed := chooserReason(err)
	if closed {
		return nil
	}
	return failure(op, err, func(error) error { return reason })
}

// peripheral is the one peripheral of a BluetoothDevice, also if it is chosen again.
func (s *Scanner) peripheral(v safejs.Value) (*peripheral, error) {
	id := jsx.StringOrEmpty(v, "id")
	if id == "" {
		return nil, errors.New("the browser gave no device")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.known[id]
	if !known {
		p = &peripheral{scanner: s, id: id}
		s.known[id] = p
	}
	p.chosen(v)
	return p, nil
}
