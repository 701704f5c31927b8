//go:build !js

package bluetooth

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
)

// maxKnown bounds how many toys are remembered: anything near may pretend to be many.
const maxKnown = 1024

// Scanner finds toys by Bluetooth. It is a device.Scanner and safe for concurrent use.
type Scanner struct {
	options  Options
	radio    radio
	scanning atomic.Bool

	mu     sync.Mutex
	closed bool
	known  map[string]*peripheral // by address
	links  map[*link]struct{}     // until they are disconnected
	work   sync.WaitGroup         // what goes on in the background; see start
}

var _ device.Scanner = (*Scanner)(nil)

// New makes a Scanner. It asks the system for nothing until it scans. Close it when done.
func New(o Options) *Scanner {
	return over(newRadio(&o), o)
}

func over(r radio, o Options) *Scanner {
	o.complete()
	return &Scanner{options: o, radio: r, known: map[string]*peripheral{}, links: map[*link]struct{}{}}
}

// Name is "Bluetooth".
func (s *Scanner) Name() string { return "Bluetooth" }

// Scan calls found with every toy that advertises, again while it does, until ctx ends.
// It fails when the system can't look around, or can't any more.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	const op = "look for devices"
	if !s.scanning.CompareAndSwap(false, true) {
		return &Error{Op: op, Reason: ErrScanning}
	}
	defer s.scanning.Store(false)
	if s.isClosed() {
		return &Error{Op: op, Reason: ErrClosed}
	}
	err := s.radio.scan(ctx, started, func(adv device.Advertisement) {
		if ctx.Err() != nil || !s.options.Wanted(&adv) {
			return
		}
		if p := s.remember(adv.Address); p != nil {
			p.advertises(adv)
			found(p)
		}
	})
	if ctx.Err() != nil {
		return nil
	}
	return failure(op, err)
}

// remember gives the one peripheral of an address; nil when too many are in use.
func (s *Scanner) remember(address string) *peripheral {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.known[address]
	if p == nil {
		for other, p := range s.known {
			if len(s.known) < maxKnown {
				break
			}
			if p.unused() {
				delete(s.known, other)
			}
		}
		if len(s.known) >= maxKnown {
			return nil
		}
		p = &peripheral{scanner: s}
		s.known[address] = p
	}
	return p
}

// Close disconnects all toys, and returns when that is done and nothing goes on any more.
// No Scan may be going on.
func (s *Scanner) Close() error {
	s.mu.Lock()
	s.closed = true
	for l := range s.links {
		if l.closing.CompareAndSwap(false, true) {
			s.work.Go(l.end)
		}
	}
	s.mu.Unlock()
	s.work.Wait()
	s.radio.close()
	return nil
}

func (s *Scanner) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// add counts a link in until it is removed, unless the scanner is closed.
func (s *Scanner) add(l *link) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.links[l] = struct{}{}
	}
	return !s.closed
}

func (s *Scanner) remove(l *link) {
	s.mu.Lock()
	delete(s.links, l)
	s.mu.Unlock()
}

// start does something in the background, unless the scanner is closed.
func (s *Scanner) start(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.work.Go(f)
	}
	return !s.closed
}
