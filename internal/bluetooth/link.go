//go:build !js

package bluetooth

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/turns"
)

// maxValue is how many bytes the value of a characteristic may have.
const maxValue = 512

// link is one connection to a toy.
type link struct {
	peripheral *peripheral
	scanner    *Scanner
	name       string // of the toy, for errors

	ctx     context.Context // ends with the link
	cancel  context.CancelFunc
	turn    chan struct{} // full while an operation is going on
	done    chan struct{}
	closing atomic.Bool // done is closed, or just about to be

	mu         sync.Mutex
	connection connection // nil until there is one
	endpoints  map[device.Endpoint]*endpoint
}

// endpoint is a characteristic that plays an endpoint.
type endpoint struct {
	*characteristic
	notify atomic.Pointer[func(data []byte)] // gets the notifications; nil if nobody does
	on     bool                              // the toy was told to send them; for whoever has the turn
	other  func()                            // logs, once, that writes go the other way than asked for
}

var _ device.Link = (*link)(nil)

// newLink makes a link that is not open yet. The caller holds p.mu.
func newLink(p *peripheral) *link {
	l := &link{
		peripheral: p, scanner: p.scanner, name: p.name(),
		turn: make(chan struct{}, 1), done: make(chan struct{}),
	}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

// shut ends the connection, whatever state it is in, and does not wait for that.
func (l *link) shut() {
	if l.closing.CompareAndSwap(false, true) && !l.scanner.start(l.end) {
		l.end()
	}
}

// end does what is left to do of a link that is closing.
func (l *link) end() {
	l.cancel()
	close(l.done)
	if c := l.connected(); c != nil {
		c.disconnect()
	}
	l.peripheral.release()
	l.scanner.remove(l)
}

// connected is the connection; nil if there is none yet.
func (l *link) connected() connection {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.connection
}

// Close does not wait until the toy is disconnected; Scanner.Close does.
func (l *link) Close() error {
	l.shut()
	return nil
}

func (l *link) Done() <-chan struct{} { return l.done }

func (l *link) Gap() time.Duration { return device.DefaultGap }

func (l *link) Has(e device.Endpoint) bool { return l.endpoint(e) != nil }

func (l *link) endpoint(e device.Endpoint) *endpoint {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.endpoints[e]
}

func (l *link) Write(ctx context.Context, to device.Endpoint, data []byte, response bool) error {
	e, response, err := l.writable(to, data, response)
	if err == nil {
		err = l.run(ctx, func(ctx context.Context) error {
			return l.connection.write(ctx, e.characteristic, data, response)
		})
	}
	return l.failure("write", to, err)
}

func (l *link) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	e, response, err := l.writable(to, data, response)
	if err != nil {
		failed(l.failure("write", to, err))
		return
	}
	wait := l.connection.writeNow(e.characteristic, data, response)
	l.scanner.start(func() {
		if err := wait(); err != nil {
			failed(l.failure("write", to, err))
		}
	})
}

// writable finds out how data can be written to an endpoint.
func (l *link) writable(to device.Endpoint, data []byte, response bool) (*endpoint, bool, error) {
	e := l.endpoint(to)
	switch {
	case e == nil:
		return nil, false, device.ErrNoEndpoint
	case l.closing.Load():
		return nil, false, device.ErrDisconnected
	case len(data) > maxValue:
		return nil, false, &said{ErrTooLong, tooLong(len(data))}
	case response && e.withResponse, !response && e.withoutResponse:
		return e, response, nil
	case e.withResponse || e.withoutResponse:
		e.other()
		return e, !response, nil
	}
	return nil, false, ErrNoWrite
}

type tooLong int

func (e tooLong) Error() string { return "it has " + strconv.Itoa(int(e)) + " bytes" }

func (l *link) Read(ctx context.Context, from device.Endpoint) (data []byte, err error) {
	e := l.endpoint(from)
	if e == nil {
		return nil, l.failure("read", from, device.ErrNoEndpoint)
	}
	values := make(chan []byte, 1)
	err = l.run(ctx, func(ctx context.Context) error {
		data, err := l.connection.read(ctx, e.characteristic)
		values <- data
		return err
	})
	if err != nil {
		return nil, l.failure("read", from, err)
	}
	return <-values, nil
}

func (l *link) Subscribe(ctx context.Context, to device.Endpoint, notify func(data []byte)) error {
	e := l.endpoint(to)
	if e == nil {
		return l.failure("subscribe to", to, device.ErrNoEndpoint)
	}
	err := l.run(ctx, func(ctx context.Context) error {
		before := e.notify.Swap(&notify) // first, so that nothing is missed
		if e.on {
			return nil
		}
		err := l.connection.subscribe(ctx, e.characteristic, e.notified)
		if e.on = err == nil; err != nil {
			e.notify.Store(before)
		}
		return err
	})
	return l.failure("subscribe to", to, err)
}

func (l *link) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	e := l.endpoint(from)
	if e == nil {
		return nil // so it was not subscribed
	}
	err := l.run(ctx, func(ctx context.Context) error {
		e.notify.Store(nil)
		if !e.on {
			return nil
		}
		err := l.connection.unsubscribe(ctx, e.characteristic)
		e.on = err != nil
		return err
	})
	return l.failure("unsubscribe from", from, err)
}

// notified passes a notification on.
func (e *endpoint) notified(data []byte) {
	if notify := e.notify.Load(); notify != nil && len(data) <= maxValue {
		(*notify)(data)
	}
}

// failure makes the error of an operation on an endpoint; nil for none.
func (l *link) failure(verb string, e device.Endpoint, err error) error {
	return failure(verb+" "+string(e)+" of "+l.name, err)
}

// run waits for the link's turn and does an operation. When ctx ends, run returns at once
// with the cause of ctx, but the turn lasts until the operation ends. The context that the
// operation gets ends with the link.
func (l *link) run(ctx context.Context, operation func(ctx context.Context) error) error {
	if err := turns.Take(ctx, l.turn, &l.closing, l.done); err != nil {
		return err
	}
	result := make(chan error, 1)
	var hung atomic.Bool
	watch := time.AfterFunc(l.scanner.options.OperationTimeout, func() {
		hung.Store(true)
		l.shut()
	})
	started := l.scanner.start(func() {
		err := operation(l.ctx)
		watch.Stop()
		<-l.turn
		if err != nil && l.closing.Load() {
			err = device.ErrDisconnected // and that is why it failed
		}
		result <- err
	})
	if !started {
		watch.Stop()
		<-l.turn
		return ErrClosed
	}
	select {
	case err := <-result:
		if hung.Load() {
			err = device.ErrTimeout
		}
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-l.done:
	}
	select {
	case err := <-result: // it came in time all the same
		if err == nil {
			return nil
		}
	default:
	}
	if hung.Load() {
		return device.ErrTimeout
	}
	return device.ErrDisconnected
}
