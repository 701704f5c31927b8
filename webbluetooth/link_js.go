//go:build js && wasm

package webbluetooth

import (
	"cmp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// link is one connection to a toy.
type link struct {
	peripheral *peripheral
	options    *Options
	after      after
	name       string       // of the toy, for errors
	object     safejs.Value // the BluetoothDevice
	gatt       safejs.Value // its BluetoothRemoteGATTServer

	turn    chan struct{} // full while an operation is going on
	value   value         // used by whoever has the turn
	done    chan struct{}
	closing atomic.Bool

	mu        sync.Mutex // guards what follows until open is done; then only shut needs it
	endpoints map[device.Endpoint]*characteristic
	unlisten  func() // to the disconnect event
}

var _ device.Link = (*link)(nil)

// newLink makes a link that is not open yet. The caller holds p.mu.
func newLink(p *peripheral) *link {
	return &link{
		peripheral: p,
		options:    &p.scanner.options,
		after:      p.scanner.after,
		name:       cmp.Or(p.name, "device "+p.id),
		object:     p.object,
		turn:       make(chan struct{}, 1),
		done:       make(chan struct{}),
	}
}

// shut ends the connection, whatever state it is in. It may be called by an event.
func (l *link) shut() {
	if !l.closing.CompareAndSwap(false, true) {
		return
	}
	l.mu.Lock()
	unlisten, endpoints := l.unlisten, l.endpoints
	l.mu.Unlock()
	if unlisten != nil {
		unlisten()
	}
	for _, c := range endpoints {
		c.silence()
	}
	// A new connection must not begin before this one has been ended.
	_, _ = jsx.Call(l.gatt, "disconnect")
	l.peripheral.release(l)
	close(l.done)
}

func (l *link) Close() error {
	l.shut()
	return nil
}

func (l *link) Done() <-chan struct{} { return l.done }

func (l *link) Gap() time.Duration { return device.DefaultGap }

func (l *link) Has(e device.Endpoint) bool { return l.endpoints[e] != nil }
