//go:build js && wasm

package pagedevice

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// startGrace is how long a scan may go unrefused before it counts as started: refusals
// come within milliseconds, and a chooser does not tell that it is open.
const startGrace = 250 * time.Millisecond

// Scanner is a device.Scanner over a transport.
type Scanner struct {
	// Appears, if not nil, is called with toys that come after the first scan has begun,
	// outside of scans too. It is set before that, and must not block.
	Appears func(device.Peripheral)

	transport safejs.Value
	name      string
	watch     sync.Once

	mu    sync.Mutex
	known map[string]*peripheral // by address
}

// New makes a Scanner.
func New(transport safejs.Value) *Scanner {
	return &Scanner{transport: transport, name: jsx.StringOrEmpty(transport, "name"), known: map[string]*peripheral{}}
}

// Name implements device.Scanner.
func (s *Scanner) Name() string { return s.name }

// Scan implements device.Scanner.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	abort, err := jsx.New(jsx.Get(safejs.Global(), "AbortController"))
	if err != nil {
		return err
	}
	defer func() { _, _ = jsx.Call(abort, "abort") }()
	s.watch.Do(s.watchOut)
	toys := make(chan *peripheral, 64)
	take, err := taker(func(toy safejs.Value) {
		select {
		case toys <- s.peripheral(toy):
		default: // nobody has so many
		}
	})
	if err != nil {
		return err
	}
	promise, err := jsx.Call(s.transport, "scan", take.Value(), jsx.Get(abort, "signal"))
	if err != nil {
		take.Release()
		return failed("scan", err)
	}
	ended := make(chan error, 1)
	if err := jsx.Then(promise, func(_ safejs.Value, err error) {
		take.Release()
		ended <- err
	}); err != nil {
		take.Release()
		return err
	}
	grace := time.NewTimer(startGrace)
	defer grace.Stop()
	begin := sync.OnceFunc(started)
	for {
		select {
		case p := <-toys:
			begin()
			found(p)
		case <-grace.C:
			begin()
		case err := <-ended:
			for len(toys) > 0 {
				found(<-toys)
			}
			if err != nil {
				return failed("scan", err)
			}
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

// watchOut has the transport tell, from now on, of toys that appear. Not all can.
func (s *Scanner) watchOut() {
	if s.Appears == nil || jsx.IsNullish(jsx.Get(s.transport, "watch")) {
		return
	}
	take, err := taker(func(toy safejs.Value) { s.Appears(s.peripheral(toy)) })
	if err == nil {
		_, _ = jsx.Call(s.transport, "watch", take.Value()) // without it, scans find them
	}
}

// failed makes an error of what JavaScript threw.
func failed(op string, err error) error {
	e := &Error{Op: op, Text: err.Error()}
	if thrown, ok := errors.AsType[*jsx.Exception](err); ok {
		e.Code, e.Text = thrown.Code, thrown.Message
	}
	return e
}

// peripheral is the one peripheral of an address, also if it is found again.
func (s *Scanner) peripheral(toy safejs.Value) *peripheral {
	address := jsx.StringOrEmpty(toy, "address")
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.known[address]
	if p == nil {
		p = &peripheral{address: address}
		s.known[address] = p
	}
	p.mu.Lock()
	p.toy = toy
	p.mu.Unlock()
	return p
}

// peripheral is a toy that was found.
type peripheral struct {
	address string

	mu  sync.Mutex
	toy safejs.Value
}

func (p *peripheral) value() safejs.Value {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.toy
}

// Advertisement implements device.Peripheral.
func (p *peripheral) Advertisement() device.Advertisement {
	toy := p.value()
	return device.Advertisement{Address: p.address, Name: jsx.StringOrEmpty(toy, "name"), Protocols: []string{jsx.StringOrEmpty(toy, "protocol")}}
}

// Connect implements device.Peripheral. What is wanted need not be looked for.
func (p *peripheral) Connect(ctx context.Context, _ device.Wanted) (device.Link, error) {
	toy := p.value()
	l, err := newLink(toy)
	if err != nil {
		return nil, err
	}
	promise, err := jsx.Call(toy, "open", l.heard.Value(), l.gone.Value())
	if err == nil {
		l.connection, err = jsx.AwaitOr(ctx, promise, func(late safejs.Value, err error) {
			if err == nil {
				_, _ = jsx.Call(late, "close")
			}
			l.release()
		})
	}
	if err != nil {
		if ctx.Err() == nil {
			l.release()
			err = failed("open "+l.name, err)
		}
		return nil, err
	}
	return l, nil
}
