//go:build js && wasm

package webbluetooth

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// peripheral is a toy that the user chose.
type peripheral struct {
	scanner *Scanner
	id      string

	mu     sync.Mutex
	object safejs.Value // the BluetoothDevice
	name   string
	unseen bool      // it is of an earlier visit, and the browser may not know that it is near
	waited []service // those that it had when waiting for more was in vain
	link   *link     // the connection, also while it is being opened; nil without one
}

func (p *peripheral) chosen(object safejs.Value) {
	name := jsx.StringOrEmpty(object, "name")
	p.mu.Lock()
	p.object, p.name, p.waited, p.unseen = object, name, nil, false
	p.mu.Unlock()
}

// Advertisement gives the id that the browser made up for this page as address, and the
// name. Browsers tell no more.
func (p *peripheral) Advertisement() device.Advertisement {
	p.mu.Lock()
	defer p.mu.Unlock()
	return device.Advertisement{Address: p.id, Name: p.name}
}

// againPause is the wait before a connection is made again that was lost at once.
const againPause = 300 * time.Millisecond

// Connect connects, finds the services and resolves the endpoints. It can be called again
// when an earlier connection is gone; while there is one it fails with ErrConnected. The
// browser's object of the toy stays the same, so no chooser is needed; all services and
// characteristics are looked up anew.
//
// On some systems, Android above all, a connection is often lost again before the services
// are found, and holds when it is made once more.
func (p *peripheral) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	l, err := p.connect(ctx, &wanted)
	if err != nil && err.Reason == device.ErrDisconnected && p.scanner.after.wait(ctx, againPause, nil) {
		l, err = p.connect(ctx, &wanted)
	}
	if err != nil {
		return nil, err
	}
	return l, nil
}

func (p *peripheral) connect(ctx context.Context, wanted *device.Wanted) (*link, *Error) {
	p.mu.Lock()
	l := newLink(p)
	op := "connect " + l.name
	if p.link != nil {
		p.mu.Unlock()
		return nil, &Error{Op: op, Reason: ErrConnected}
	}
	p.link = l
	p.mu.Unlock()

	if err := l.open(ctx, wanted); err != nil {
		l.shut()
		err.Op = op + ": " + err.Op
		return nil, err
	}
	return l, nil
}

// waitedFor notes that a toy has shown no more than these services in the time it was
// given, so that the next protocol that is tried on it need not wait for them again.
func (p *peripheral) waitedFor(found []service) {
	p.mu.Lock()
	p.waited = found
	p.mu.Unlock()
}

// showsNoMore reports whether that was so with these services, since the toy was chosen.
func (p *peripheral) showsNoMore(found []service) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(found) > 0 && slices.EqualFunc(p.waited, found, func(a, b service) bool { return a.uuid == b.uuid })
}

// release forgets a link that is gone.
func (p *peripheral) release(l *link) {
	p.mu.Lock()
	if p.link == l {
		p.link = nil
	}
	p.mu.Unlock()
}

// unused reports whether nobody has or wants a connection.
func (p *peripheral) unused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.link == nil
}
