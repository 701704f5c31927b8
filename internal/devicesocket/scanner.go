//go:build !js

package devicesocket

import (
	"context"
	"errors"
	"sync"

	"github.com/coder/websocket"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/internal/stream"
)

// ErrConnected tells that this program uses the device already.
var ErrConnected = reason.New(device.ErrNotAllowed, "the device is already connected by this program")

// Scanner has the devices that have connected. It is a device.Scanner, and an http.Handler
// that devices connect to.
type Scanner struct {
	options Options

	mu      sync.Mutex
	closed  bool
	devices map[string]*peripheral // by address
	changed chan struct{}          // closed, and made anew, when a device connects
	open    sync.WaitGroup         // connections

	greeting []*websocket.Conn // that have not told what they are, oldest first
}

var _ device.Scanner = (*Scanner)(nil)

// New makes a Scanner. Close it when done.
func New(o Options) *Scanner {
	o.complete()
	return &Scanner{options: o, devices: map[string]*peripheral{}, changed: make(chan struct{})}
}

// Name is "device WebSocket server".
func (s *Scanner) Name() string { return "device WebSocket server" }

// Scan calls found with every device that is connected, and with those that connect until
// ctx ends.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	started()
	told := map[*socket]bool{}
	for ctx.Err() == nil {
		var news []*peripheral
		s.mu.Lock()
		changed := s.changed
		for _, p := range s.devices {
			if p.socket != nil && !told[p.socket] {
				told[p.socket] = true
				news = append(news, p)
			}
		}
		s.mu.Unlock()
		for _, p := range news {
			found(p)
		}
		select {
		case <-changed:
		case <-ctx.Done():
		}
	}
	return nil
}

// Close ends all connections and returns when that is done. Devices can't connect any more.
func (s *Scanner) Close() error {
	s.mu.Lock()
	s.closed = true
	for _, p := range s.devices {
		if p.socket != nil {
			p.socket.End()
		}
	}
	s.mu.Unlock()
	s.open.Wait()
	return nil
}

// peripheral is a device with an address. Its fields are guarded by the Scanner's mu.
type peripheral struct {
	scanner *Scanner
	adv     device.Advertisement
	socket  *socket // nil while it is not connected
}

func (p *peripheral) Advertisement() device.Advertisement {
	p.scanner.mu.Lock()
	defer p.scanner.mu.Unlock()
	return p.adv
}

// Connect gives the connection that the device has made. If that is gone, it waits until the
// device connects again.
func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	if err := wanted.Check(new(stream.Base).Has); err != nil {
		return nil, err
	}
	for {
		p.scanner.mu.Lock()
		changed, socket := p.scanner.changed, p.socket
		p.scanner.mu.Unlock()
		if socket != nil && socket.Alive() {
			if !socket.used.CompareAndSwap(false, true) {
				return nil, ErrConnected
			}
			return socket, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, errors.Join(device.ErrDisconnected, context.Cause(ctx))
		}
	}
}

// add takes a device in; nil when it can't be.
func (s *Scanner) add(hello *hello, c *socket) *peripheral {
	s.mu.Lock()
	p := s.devices[hello.Address]
	if p == nil {
		for address, other := range s.devices {
			if len(s.devices) < maxDevices {
				break
			}
			if other.socket == nil {
				delete(s.devices, address)
			}
		}
	}
	if s.closed || p == nil && len(s.devices) >= maxDevices {
		s.mu.Unlock()
		return nil
	}
	if p == nil {
		p = &peripheral{scanner: s}
		s.devices[hello.Address] = p
	}
	before := p.socket
	p.socket = c
	p.adv = device.Advertisement{
		Address: hello.Address, Name: hello.Identifier,
		ManufacturerData: []device.ManufacturerData{}, Services: []string{}, // it has none, and tells so
	}
	close(s.changed)
	s.changed = make(chan struct{})
	s.mu.Unlock()
	if before != nil {
		before.End()
	}
	return p
}

// remove forgets a connection that is gone.
func (s *Scanner) remove(address string, c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.devices[address]; p != nil && p.socket == c {
		p.socket = nil
	}
}
