//go:build js && wasm

package webbluetooth

import (
	"context"
	"sync"
	"time"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/patience"
)

// peripheral is a toy that the user chose.
type peripheral struct {
	scanner *Scanner
	id      string
	memory  patience.Memory

	mu     sync.Mutex
	object safejs.Value // the BluetoothDevice
	name   string
	unseen bool  // it is of an earlier visit, and the browser may not know that it is near
	link   *link // the connection, also while it is being opened; nil without one
}

func (p *peripheral) chosen(object safejs.Value) {
	name := jsx.StringOrEmpty(object, "name")
	p.mu.Lock()
	p.object, p.name, p.unseen = object, name, false
	p.mu.Unlock()
	p.memory.Forget()
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
	if err != nil && err.Reason == device.ErrDisconnected && p.scanner.after.wait(ctx, againPause, nil) == nil {
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
