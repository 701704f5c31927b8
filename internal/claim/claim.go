// Package claim makes sure that a toy belongs to one tab at a time. A platform whose tabs
// all reach the same toy, as browsers do, lets two of them drive it against each other.
package claim

import (
	"context"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
)

// Errors of a claim. Both are of the class device.ErrNotAllowed.
var (
	ErrTaken = classed("the device is used by another tab of this site, or over another connection of this tab. " +
		"Disconnect it there, or connect it here with takeOver")
	ErrTakenOver = classed("another tab of this site has taken the device over")
)

type classed string

func (e classed) Error() string { return string(e) }
func (e classed) Unwrap() error { return device.ErrNotAllowed }

// Locks are locks that all tabs of a site share.
type Locks interface {
	// Take takes the lock of that name until release is called. If somebody else has it:
	// with steal it is taken away from them, without the error is ErrTaken. Lost is
	// called, once at most, when the lock is taken away from us.
	Take(ctx context.Context, name string, steal bool, lost func()) (release func(), err error)
}

// Scanner is a scanner whose peripherals are claimed before they are connected, and given
// up when they are disconnected.
type Scanner struct {
	device.Scanner
	locks Locks
	lost  func(address string)
	over  atomic.Bool
}

// Over makes a Scanner. Lost is called when another tab takes a connected toy over, so that
// it is stopped; then it is disconnected.
func Over(scanner device.Scanner, locks Locks, lost func(address string)) *Scanner {
	return &Scanner{Scanner: scanner, locks: locks, lost: lost}
}

// TakeOver tells whether toys that another tab uses are taken away from it from now on.
func (s *Scanner) TakeOver(yes bool) { s.over.Store(yes) }

// Scan implements device.Scanner.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	return s.Scanner.Scan(ctx, started, func(p device.Peripheral) { found(&peripheral{p, s}) })
}

type peripheral struct {
	device.Peripheral
	scanner *Scanner
}

// Connect implements device.Peripheral. The error may be ErrTaken or ErrTakenOver.
func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s, address := p.scanner, p.Advertisement().Address
	lost := make(chan struct{})
	release, err := s.locks.Take(ctx, "gobuttplug:toy:"+address, s.over.Load(), func() {
		cancel(ErrTakenOver)
		close(lost)
	})
	if err != nil {
		return nil, err
	}
	link, err := p.Peripheral.Connect(ctx, wanted)
	if err != nil {
		release()
		if cause := context.Cause(ctx); cause == ErrTakenOver {
			err = cause
		}
		return nil, err
	}
	go func() {
		select {
		case <-link.Done():
			release()
		case <-lost:
			s.lost(address)
			_ = link.Close() // it may not be a toy of the server's yet
		}
	}()
	return link, nil
}
