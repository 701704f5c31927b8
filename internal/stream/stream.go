// Package stream reaches toys over byte streams: a serial port, a socket.
package stream

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Source is a place where a toy may be.
type Source struct {
	Address  string // stable: "serial:/dev/ttyUSB0"
	Name     string // for people: "serial port /dev/ttyUSB0"
	Protocol string // that it is taken to speak
	// Probe, if there is one, is a question that the toy answers, and no command. It is for
	// streams that do not tell when the toy is gone, as those of a network.
	Probe []byte
	// Open opens the stream. Read blocks until there is something, and returns an error when
	// the toy is gone or after Close.
	Open func(ctx context.Context) (io.ReadWriteCloser, error)
}

// Scanner finds the toys at some sources. It is a device.Scanner.
type Scanner struct {
	name    string
	sources []*peripheral
}

// New makes a Scanner with a name for errors, "serial ports".
func New(name string, sources ...Source) *Scanner {
	s := &Scanner{name: name}
	for _, one := range sources {
		s.sources = append(s.sources, &peripheral{Source: one})
	}
	return s
}

// Name implements device.Scanner.
func (s *Scanner) Name() string { return s.name }

// Scan finds every source whose stream is not open, then ends.
func (s *Scanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	started()
	for _, p := range s.sources {
		if ctx.Err() == nil && !p.inUse() {
			found(p)
		}
	}
	return nil
}

type peripheral struct {
	Source
	mu   sync.Mutex
	link *Link
}

func (p *peripheral) inUse() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.link != nil && p.link.alive()
}

// Advertisement implements device.Peripheral.
func (p *peripheral) Advertisement() device.Advertisement {
	return device.Advertisement{Address: p.Address, Name: p.Name, Protocols: []string{p.Protocol}}
}

// Connect implements device.Peripheral. What is wanted need not be looked for.
func (p *peripheral) Connect(ctx context.Context, _ device.Wanted) (device.Link, error) {
	s, err := p.Open(ctx)
	if err != nil {
		return nil, &Error{Op: "open " + p.Name, Err: err}
	}
	l := NewLink(s, p.Name, p.Probe)
	p.mu.Lock()
	p.link = l
	p.mu.Unlock()
	return l, nil
}

// Error tells what failed.
type Error struct {
	Op  string // "open serial port /dev/ttyUSB0"
	Err error
}

func (e *Error) Error() string { return e.Op + ": " + e.Err.Error() }

// Unwrap gives the cause, one of package device where it is of a class of its own.
func (e *Error) Unwrap() error { return e.Err }

const (
	writeTimeout = 5 * time.Second // a stream that takes nothing for so long is closed
	maxQueued    = 32              // writes of WriteNow that wait
	chunk        = 1024            // bytes that are read at a time

	askEvery   = 5 * time.Second // how often a toy is asked whether it is there
	unanswered = 3               // questions in a row without an answer: it is gone
)

var endpoints = []device.Endpoint{device.Tx, device.Rx}

// Link is a device.Link over a stream: tx is what is written, rx what is read.
type Link struct {
	stream io.ReadWriteCloser
	name   string
	writes chan write
	done   chan struct{}
	end    func()
	ended  sync.WaitGroup // the reader
	heard  atomic.Bool    // something since the last question

	mu     sync.Mutex
	notify func([]byte)
}

type write struct {
	data   []byte
	result chan<- error // nil: nobody waits
}

var _ device.Link = (*Link)(nil)

// NewLink makes a link, which closes the stream when it is closed, the stream fails, or the
// probe, if there is one, is answered no more.
func NewLink(s io.ReadWriteCloser, name string, probe []byte) *Link {
	l := &Link{stream: s, name: name, writes: make(chan write, maxQueued), done: make(chan struct{})}
	l.end = sync.OnceFunc(func() {
		close(l.done)
		_ = s.Close() // nothing more can be done with it
	})
	l.ended.Go(l.read)
	go l.write()
	if len(probe) > 0 {
		go l.ask(probe)
	}
	return l
}

func (l *Link) alive() bool {
	select {
	case <-l.done:
		return false
	default:
		return true
	}
}

// read passes on what arrives until the stream fails.
func (l *Link) read() {
	defer l.end()
	buffer := make([]byte, chunk)
	for l.alive() {
		n, err := l.stream.Read(buffer)
		if n > 0 {
			l.heard.Store(true)
			l.mu.Lock()
			if l.notify != nil {
				l.notify(slices.Clone(buffer[:n]))
			}
			l.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// write is the one goroutine that writes.
func (l *Link) write() {
	for {
		select {
		case w := <-l.writes:
			if !l.alive() {
				return
			}
			err := l.send(w.data)
			if w.result != nil {
				w.result <- err
			}
			if err != nil {
				l.end()
			}
		case <-l.done:
			return
		}
	}
}

func (l *Link) send(data []byte) error {
	for len(data) > 0 {
		n, err := l.stream.Write(data)
		if err != nil {
			return err
		}
		if n == 0 {
			return io.ErrShortWrite
		}
		data = data[n:] // a serial port may take a part
	}
	return nil
}

// ask ends the stream when the toy does not answer any more.
func (l *Link) ask(probe []byte) {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for silent := 0; silent < unanswered; {
		select {
		case <-ticker.C:
		case <-l.done:
			return
		}
		if silent++; l.heard.Swap(false) {
			silent = 0
		}
		l.WriteNow(device.Tx, probe, false, func(error) {}) // it takes nothing: so it is silent as well
	}
	l.end()
}

// Has implements device.Link.
func (l *Link) Has(e device.Endpoint) bool { return slices.Contains(endpoints, e) }

// Write implements device.Link. There are no responses.
func (l *Link) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	if to != device.Tx {
		return l.fail("write", device.ErrNoEndpoint)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, writeTimeout, device.ErrTimeout)
	defer cancel()
	result := make(chan error, 1)
	select {
	case l.writes <- write{data, result}:
	case <-l.done:
		return l.fail("write", device.ErrDisconnected)
	case <-ctx.Done():
		return l.late(ctx)
	}
	select {
	case err := <-result:
		if err != nil {
			return l.fail("write", device.ErrDisconnected)
		}
		return nil
	case <-l.done:
		return l.fail("write", device.ErrDisconnected)
	case <-ctx.Done():
		return l.late(ctx)
	}
}

// late ends a stream that takes nothing.
func (l *Link) late(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), device.ErrTimeout) {
		l.end()
	}
	return l.fail("write", context.Cause(ctx))
}

func (l *Link) fail(what string, err error) error { return &Error{Op: what + " " + l.name, Err: err} }

// WriteNow implements device.Link. A write that fails ends the stream, so that is not told.
func (l *Link) WriteNow(to device.Endpoint, data []byte, _ bool, failed func(error)) {
	if to != device.Tx {
		failed(l.fail("write", device.ErrNoEndpoint))
		return
	}
	select {
	case l.writes <- write{data: data}:
	default: // it takes nothing
		failed(l.fail("write", device.ErrTimeout))
	}
}

// Read implements device.Link: a stream can't be asked.
func (l *Link) Read(context.Context, device.Endpoint) ([]byte, error) {
	return nil, l.fail("read", device.ErrNoEndpoint)
}

// Subscribe implements device.Link.
func (l *Link) Subscribe(_ context.Context, to device.Endpoint, notify func([]byte)) error {
	switch {
	case to != device.Rx:
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
func (l *Link) Unsubscribe(context.Context, device.Endpoint) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notify = nil
	return nil
}

// Done implements device.Link.
func (l *Link) Done() <-chan struct{} { return l.done }

// Close implements device.Link. It returns when nothing is passed on any more.
func (l *Link) Close() error {
	l.end()
	l.ended.Wait()
	return nil
}

// Gap implements device.Link.
func (l *Link) Gap() time.Duration { return 0 }
