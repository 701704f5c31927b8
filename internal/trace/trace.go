// Package trace lets somebody watch the bytes that go to toys and come from them.
package trace

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

// Kind is what happened on a link.
type Kind uint8

// The kinds of events.
const (
	Write  Kind = iota // data went to the toy
	Read               // data was asked for and came
	Notify             // the toy sent data by itself
)

// String is "write", "read" or "notify".
func (k Kind) String() string { return [...]string{"write", "read", "notify"}[k] }

// Event is an operation that has ended, or a notification.
type Event struct {
	Toy      string // as it advertises itself; may be any text
	Kind     Kind
	Endpoint device.Endpoint
	Data     []byte // not to be changed
	Err      error  // of an operation that failed
}

// Over makes a scanner whose toys tell see what goes over their links. See must not block.
func Over(scanner device.Scanner, see func(Event)) device.Scanner {
	return &traced{scanner, see}
}

type traced struct {
	device.Scanner
	see func(Event)
}

func (s *traced) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	return s.Scanner.Scan(ctx, started, func(p device.Peripheral) { found(Of(p, s.see)) })
}

// Of is a peripheral that tells see what goes over its links. See must not block.
func Of(p device.Peripheral, see func(Event)) device.Peripheral { return &peripheral{p, see} }

type peripheral struct {
	device.Peripheral
	see func(Event)
}

func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	l, err := p.Peripheral.Connect(ctx, wanted)
	if err != nil {
		return nil, err
	}
	return &link{l, p.Advertisement().Name, p.see}, nil
}

type link struct {
	device.Link
	toy string
	see func(Event)
}

func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, response bool) error {
	err := l.Link.Write(ctx, to, data, response)
	l.see(Event{l.toy, Write, to, data, err})
	return err
}

func (l *link) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	l.see(Event{l.toy, Write, to, data, nil})
	l.Link.WriteNow(to, data, response, func(err error) {
		l.see(Event{l.toy, Write, to, data, err})
		failed(err)
	})
}

func (l *link) Read(ctx context.Context, from device.Endpoint) ([]byte, error) {
	data, err := l.Link.Read(ctx, from)
	l.see(Event{l.toy, Read, from, data, err})
	return data, err
}

func (l *link) Subscribe(ctx context.Context, to device.Endpoint, notify func(data []byte)) error {
	return l.Link.Subscribe(ctx, to, func(data []byte) {
		l.see(Event{l.toy, Notify, to, data, nil})
		notify(data)
	})
}
