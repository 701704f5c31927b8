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
	"github.com/gobuttplug/gobuttplug/internal/reason"
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
	return p.link != nil && p.link.Alive()
}

// Advertisement implements device.Peripheral.
func (p *peripheral) Advertisement() device.Advertisement {
	return device.Advertisement{Address: p.Address, Name: p.Name, Protocols: []string{p.Protocol}}
}

// Connect implements device.Peripheral. What is wanted need not be looked for.
func (p *peripheral) Connect(ctx context.Context, _ device.Wanted) (device.Link, error) {
	s, err := p.Open(ctx)
	if err != nil {
		return nil, reason.Wrap("open "+p.Name, err)
	}
	l := NewLink(s, p.Name, p.Probe)
	p.mu.Lock()
	p.link = l
	p.mu.Unlock()
	return l, nil
}

const (
	writeTimeout = 5 * time.Second // a stream that takes nothing for so long is closed
	maxQueued    = 32              // writes of WriteNow that wait
	chunk        = 1024            // bytes that are read at a time

	askEvery   = 5 * time.Second // how often a toy is asked whether it is there
	unanswered = 3               // questions in a row without an answer: it is gone
)

// Link is a device.Link over a stream.
type Link struct {
	*Base
	stream io.ReadWriteCloser
	writes chan write
	ended  sync.WaitGroup // the reader
	heard  atomic.Bool    // something since the last question
}

type write struct {
	data   []byte
	result chan<- error // nil: nobody waits
}

var _ device.Link = (*Link)(nil)

// NewLink makes a link, which closes the stream when it is closed, the stream fails, or the
// probe, if there is one, is answered no more.
func NewLink(s io.ReadWriteCloser, name string, probe []byte) *Link {
	shut := func() { _ = s.Close() } // nothing more can be done with it
	l := &Link{Base: NewBase(name, shut), stream: s, writes: make(chan write, maxQueued)}
	l.ended.Go(l.read)
	go l.write()
	if len(probe) > 0 {
		go l.ask(probe)
	}
	return l
}

// read passes on what arrives until the stream fails.
func (l *Link) read() {
	defer l.End()
	buffer := make([]byte, chunk)
	for l.Alive() {
		n, err := l.stream.Read(buffer)
		if n > 0 {
			l.heard.Store(true)
			l.Hear(slices.Clone(buffer[:n]))
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
			if !l.Alive() {
				return
			}
			err := l.send(w.data)
			if w.result != nil {
				w.result <- err
			}
			if err != nil {
				l.End()
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
	l.End()
}

// Write implements device.Link. There are no responses.
func (l *Link) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	if err := l.Check(to); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, writeTimeout, device.ErrTimeout)
	defer cancel()
	result := make(chan error, 1)
	select {
	case l.writes <- write{data, result}:
	case <-l.done:
		return l.Fail("write to", device.ErrDisconnected)
	case <-ctx.Done():
		return l.late(ctx)
	}
	select {
	case err := <-result:
		if err != nil {
			return l.Fail("write to", device.ErrDisconnected)
		}
		return nil
	case <-l.done:
		return l.Fail("write to", device.ErrDisconnected)
	case <-ctx.Done():
		return l.late(ctx)
	}
}

// late ends a stream that takes nothing.
func (l *Link) late(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), device.ErrTimeout) {
		l.End()
	}
	return l.Fail("write to", context.Cause(ctx))
}

// WriteNow implements device.Link. A write that fails ends the stream, so that is not told.
func (l *Link) WriteNow(to device.Endpoint, data []byte, _ bool, failed func(error)) {
	if err := l.Check(to); err != nil {
		failed(err)
		return
	}
	select {
	case l.writes <- write{data: data}:
	default: // it takes nothing
		failed(l.Fail("write to", device.ErrTimeout))
	}
}

// Close implements device.Link. It returns when nothing is passed on any more.
func (l *Link) Close() error {
	l.End()
	l.ended.Wait()
	return nil
}
