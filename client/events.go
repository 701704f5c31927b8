package client

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
)

// Reading is a value of an input that the client subscribed to.
type Reading struct {
	Device  *Device
	Feature *Feature
	Type    device.InputType
	Value   int32 // percent for Battery, dBm for RSSI, 0 or 1 for Button; Pressure has no unit
}

// OnDeviceAdded calls fn with every new device: before Connect returns with those that the server
// has already, and later with those that it finds. It returns a function that takes fn off again,
// as all On… methods do. A call of fn that has begun by then is not waited for.
func (c *Client) OnDeviceAdded(fn func(*Device)) (remove func()) { return c.added.add(fn) }

// OnDeviceRemoved calls fn with every device that is gone, and with all devices when the connection
// has ended for good.
func (c *Client) OnDeviceRemoved(fn func(*Device)) (remove func()) { return c.removed.add(fn) }

// OnScanningFinished calls fn when scanning has ended by itself, not by StopScanning.
func (c *Client) OnScanningFinished(fn func()) (remove func()) {
	return c.finished.add(func(struct{}) { fn() })
}

// OnInputReading calls fn with every reading of every subscribed input.
func (c *Client) OnInputReading(fn func(Reading)) (remove func()) { return c.readings.add(fn) }

// OnPingTimeout calls fn when the session ends because of a missed ping, before the
// devices are removed.
func (c *Client) OnPingTimeout(fn func(error)) (remove func()) { return c.pingTimeout.add(fn) }

// OnDeviceReconnecting calls fn when a device of a server in the same process has dropped out, and
// before each try of the server to connect it again. How that ends, OnDeviceReconnected or
// OnDeviceRemoved tells; if the device was given up, OnError tells why before.
func (c *Client) OnDeviceReconnecting(fn func(*Device, Attempt)) (remove func()) {
	return c.deviceAway.add(func(a *deviceAttempt) { fn(a.device, a.attempt) })
}

// OnDeviceReconnected calls fn when a device that had dropped out is back. It has its subscriptions.
// Its outputs are still, unless the server resumes what they did (server.Reconnect).
func (c *Client) OnDeviceReconnected(fn func(*Device)) (remove func()) { return c.deviceBack.add(fn) }

// OnReconnecting calls fn before each try to make a lost connection again, the first time when it
// was lost (Options.Reconnect).
func (c *Client) OnReconnecting(fn func(Attempt)) (remove func()) {
	return c.reconnecting.add(func(a *Attempt) { fn(*a) })
}

// OnReconnected calls fn when a lost connection was made again and the session is rebuilt, after
// OnDeviceRemoved and OnDeviceAdded have told what has changed.
func (c *Client) OnReconnected(fn func()) (remove func()) {
	return c.reconnected.add(func(struct{}) { fn() })
}

// OnServerDisconnect calls fn when a connection that Connect had established has ended for good,
// after OnDeviceRemoved for each device. The error tells why: its class is PingError or
// ConnectorError. It is nil after Disconnect.
func (c *Client) OnServerDisconnect(fn func(error)) (remove func()) { return c.disconnected.add(fn) }

// OnError calls fn with the errors that nobody waits for: those of the server that answer no
// request, and of what the client does by itself.
func (c *Client) OnError(fn func(error)) (remove func()) { return c.errors.add(fn) }

// listeners are the handlers of one event.
type listeners[T any] struct{ handlers }

func (l *listeners[T]) add(fn func(T)) (remove func()) { return l.handlers.add(fn) }

func (l *listeners[T]) call(value T) {
	for _, h := range l.now() {
		if !h.removed.Load() {
			h.fn.(func(T))(value)
		}
	}
}

// handlers are what listeners of all types have in common, once in the module.
type handlers struct {
	mu  sync.Mutex
	all []*handler // replaced, never changed
}

type handler struct {
	fn      any
	removed atomic.Bool
}

func (h *handlers) add(fn any) (remove func()) {
	added := &handler{fn: fn}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(slices.Clone(h.all), added)
	return func() {
		added.removed.Store(true)
		h.mu.Lock()
		defer h.mu.Unlock()
		h.all = slices.DeleteFunc(slices.Clone(h.all), func(other *handler) bool { return other == added })
	}
}

func (h *handlers) now() []*handler {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all
}

// maxEvents is how many events may wait before those that can be spared no longer do.
const maxEvents = 4096

// events calls handlers, one after the other, in the order of the events. It has a
// goroutine only while there are events.
type events struct {
	mu      sync.Mutex
	waiting []event
	running bool // a goroutine delivers
	inside  bool // it is inside a handler
	turn    uint // which goroutine delivers; an earlier one ends
}

// event is a function to call, or a reading.
type event struct {
	run     func()
	reading *Reading
	deliver func(Reading)
}

func (e *event) handle() {
	if e.reading != nil {
		e.deliver(*e.reading)
		return
	}
	e.run()
}

func (q *events) push(e event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.append(e)
}

// offer is push for an event that can be spared. It reports false if the event is
// dropped.
func (q *events) offer(e event) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) < maxEvents {
		q.append(e)
		return true
	}
	return e.reading != nil && q.merge(e.reading)
}

// merge puts a reading in the place of an older one of the same input.
func (q *events) merge(newer *Reading) bool {
	for i := range q.waiting {
		if older := q.waiting[i].reading; older != nil && older.Feature == newer.Feature && older.Type == newer.Type {
			older.Value = newer.Value
			return true
		}
	}
	return false
}

func (q *events) append(e event) {
	q.waiting = append(q.waiting, e)
	if !q.running {
		q.running = true
		go q.deliver(q.turn)
	}
}

func (q *events) deliver(turn uint) {
	for {
		e, ok := q.next(turn)
		if !ok {
			return
		}
		e.handle()
	}
}

func (q *events) next(turn uint) (e event, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.turn != turn {
		return e, false
	}
	if q.inside = len(q.waiting) > 0; !q.inside {
		q.running, q.waiting = false, nil
		return e, false
	}
	e = q.waiting[0]
	q.waiting[0] = event{}
	q.waiting = q.waiting[1:]
	return e, true
}

// handOver lets another goroutine go on if one is inside a handler now, because that
// handler may be the caller and is about to wait for events.
func (q *events) handOver() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.inside {
		return
	}
	q.turn++
	q.inside = false
	if q.running = len(q.waiting) > 0; q.running {
		go q.deliver(q.turn)
	}
}

// wait waits until the events so far have been handled. A handler may call it after
// handOver.
func (q *events) wait(ctx context.Context) error {
	handled := make(chan struct{})
	q.push(event{run: func() { close(handled) }})
	select {
	case <-handled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (q *events) backlog() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}
