// Package claim makes sure that a toy belongs to one tab at a time. A platform whose tabs
// all reach the same toy, as browsers do, lets two of them drive it against each other.
package claim

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// Errors of a claim. Both are of the class device.ErrNotAllowed.
var (
	ErrTaken = reason.New(device.ErrNotAllowed, "the device is used by another tab of this site, or over another connection of this tab. "+
		"Disconnect it there, or connect it here with takeOver")
	ErrTakenOver = reason.New(device.ErrNotAllowed, "another tab of this site has taken the device over")
)

// Locks are locks that all tabs of a site share.
type Locks interface {
	// Take takes the lock of that name until release is called. If somebody else has it:
	// with steal it is taken away from them, without the error is ErrTaken. Lost is
	// called, once at most, when the lock is taken away from us.
	Take(ctx context.Context, name string, steal bool, lost func()) (release func(), err error)
}

// Scanner is a scanner whose peripherals are claimed before they are connected. A claim
// lasts until the toy is released, also while it has dropped out and is to be connected
// again.
type Scanner struct {
	device.Scanner
	locks Locks
	lost  func(address string)
	over  atomic.Bool

	mu     sync.Mutex
	claims map[string]*claimed // by address
}

// claimed is a claim of ours.
type claimed struct {
	ctx     context.Context // ends when it is lost
	lose    context.CancelFunc
	release func()
	used    int  // connections, also those that are being made
	let     bool // it is to be released when it is not used any more
}

// Over makes a Scanner. Lost is called when another tab takes over a toy that is connected
// or waits to be, so that it is stopped; then it is disconnected.
func Over(scanner device.Scanner, locks Locks, lost func(address string)) *Scanner {
	return &Scanner{Scanner: scanner, locks: locks, lost: lost, claims: map[string]*claimed{}}
}

// TakeOver tells whether toys that another tab uses are taken away from it from now on.
func (s *Scanner) TakeOver(yes bool) { s.over.Store(yes) }

// Scan implements device.Scanner.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	return s.Scanner.Scan(ctx, started, func(p device.Peripheral) { found(s.Claim(p)) })
}

// Claim is a peripheral that is claimed before it is connected.
func (s *Scanner) Claim(p device.Peripheral) device.Releaser { return &peripheral{p, s} }

type peripheral struct {
	device.Peripheral
	scanner *Scanner
}

// Connect implements device.Peripheral. The error may be ErrTaken or ErrTakenOver.
func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	s, address := p.scanner, p.Advertisement().Address
	c, err := s.claim(ctx, address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.ctx, func() { cancel(ErrTakenOver) })()
	link, err := p.Peripheral.Connect(ctx, wanted)
	if c.ctx.Err() != nil {
		if err == nil {
			_ = link.Close()
		}
		err = ErrTakenOver
	}
	if err != nil {
		s.unuse(address, c)
		return nil, err
	}
	go func() {
		select {
		case <-link.Done():
		case <-c.ctx.Done():
			_ = link.Close() // it may not be a toy of the server's yet
		}
		s.unuse(address, c)
	}()
	return link, nil
}

// Release implements device.Releaser.
func (p *peripheral) Release() {
	s, address := p.scanner, p.Advertisement().Address
	s.mu.Lock()
	c := s.claims[address]
	if c != nil {
		c.let = true
	}
	s.mu.Unlock()
	if c != nil {
		s.settle(address, c)
	}
}

// claim gives the claim of a toy for one more connection.
func (s *Scanner) claim(ctx context.Context, address string) (*claimed, error) {
	s.mu.Lock()
	c := s.claims[address]
	if c != nil {
		c.used++
		c.let = false
	}
	s.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c = &claimed{used: 1}
	c.ctx, c.lose = context.WithCancel(context.Background())
	release, err := s.locks.Take(ctx, "gobuttplug:toy:"+address, s.over.Load(), func() { s.takenOver(address, c) })
	if err != nil {
		c.lose()
		return nil, err
	}
	s.mu.Lock()
	c.release = release
	if c.ctx.Err() == nil {
		s.claims[address] = c
	}
	s.mu.Unlock()
	return c, nil
}

// takenOver takes note that a claim is lost.
func (s *Scanner) takenOver(address string, c *claimed) {
	s.mu.Lock()
	mine := s.claims[address] == c
	if mine {
		delete(s.claims, address)
	}
	s.mu.Unlock()
	if mine {
		s.lost(address)
	}
	c.lose()
}

// unuse takes note that a connection has ended.
func (s *Scanner) unuse(address string, c *claimed) {
	s.mu.Lock()
	c.used--
	s.mu.Unlock()
	s.settle(address, c)
}

// settle releases a claim that is not wanted any more.
func (s *Scanner) settle(address string, c *claimed) {
	s.mu.Lock()
	over := s.claims[address] == c && c.let && c.used == 0
	if over {
		delete(s.claims, address)
	}
	s.mu.Unlock()
	if over {
		c.release()
		c.lose()
	}
}
