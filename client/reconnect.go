package client

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
	"github.com/gobuttplug/gobuttplug/message"
)

// deviceAttempt is what OnDeviceReconnecting tells.
type deviceAttempt struct {
	device  *Device
	attempt Attempt
}

// absence takes what a server in this process tells of a device that has dropped out.
func (s *session) absence(m *Absence) {
	c := s.client
	s.mu.Lock()
	d := s.devices[m.Index]
	over := d != nil && m.Over && d.away.Load()
	switch {
	case d == nil || m.Over && !over:
	case over:
		delete(s.devices, m.Index)
		if why := m.Attempt.Reason; why != nil {
			err := deviceError(d.String(), why)
			c.events.push(event{run: func() { c.errors.call(err) }})
		}
		c.removeDevice(d)
	default:
		d.away.Store(true)
		c.events.push(event{run: func() { c.deviceAway.call(&deviceAttempt{d, m.Attempt}) }})
	}
	s.mu.Unlock()
	if over {
		d.release()
	}
}

// revival makes a lost connection again. It is the client's from the loss of a session
// until there is another one or none is to be.
type revival struct {
	client    *Client
	connector Connector
	ctx       context.Context
	cancel    context.CancelFunc
	until     time.Time          // when ctx ends
	devices   map[uint32]*Device // of the session that was lost; not changed
	done      chan struct{}      // closed when it has ended
}

// newRevival makes a revival for revive to begin.
func newRevival(s *session, devices map[uint32]*Device) *revival {
	r := &revival{client: s.client, connector: s.connector, devices: devices, done: make(chan struct{})}
	r.until = time.Now().Add(s.client.options.Reconnect.For)
	r.ctx, r.cancel = within(context.Background(), s.client.options.Reconnect.For, ErrTimeout)
	return r
}

// run tries to make the connection again until it stands or the time is up.
func (r *revival) run(cause error) {
	defer close(r.done)
	defer r.cancel()
	c := r.client
	for try := 1; ; try++ {
		pause := backoff.Pause(try)
		delay := pause/2 + time.Duration(c.options.Reconnect.Jitter()*float64(pause/2))
		if time.Now().Add(delay).After(r.until) {
			break
		}
		attempt := &Attempt{try, delay, cause}
		c.events.push(event{run: func() { c.reconnecting.call(attempt) }})
		if !backoff.Sleep(r.ctx, delay) {
			break
		}
		err := r.connect()
		if err == nil {
			return
		}
		if cause = err; r.ctx.Err() != nil || errors.Is(err, HandshakeError) || errors.Is(err, ErrAddress) || errors.Is(err, PingError) {
			break
		}
	}
	if r.end() {
		r.finish(connectorError("reconnect", &givenUpError{cause}))
	}
}

type givenUpError struct{ err error }

func (e *givenUpError) Error() string   { return ErrGivenUp.Error() + ": " + e.err.Error() }
func (e *givenUpError) Unwrap() []error { return []error{ErrGivenUp, e.err} }

// connect tries once.
func (r *revival) connect() error {
	s := newSession(r.client)
	s.revival, s.connector = r, r.connector
	conn, err := r.connector.Connect(r.ctx, s.receive)
	if err != nil {
		s.cancel()
		return connectorError("reconnect", err)
	}
	s.open(conn)
	if err = s.begin(r.ctx); err == nil {
		s.renewSubscriptions(r.ctx)
		err = s.succeed(r)
	}
	if err != nil {
		s.end(err)
		s.tasks.Wait()
	}
	return err
}

// renewSubscriptions subscribes again to what was subscribed to. What fails is told by
// OnError: the session is good without it.
func (s *session) renewSubscriptions(ctx context.Context) {
	s.mu.Lock()
	devices := sorted(s.devices)
	s.mu.Unlock()
	for _, d := range devices {
		for _, f := range d.features {
			for _, t := range f.subscriptions() {
				if err := s.do(ctx, f.input(t, device.Subscribe)); err != nil {
					f.forgetSubscription(t)
					s.offer(event{run: func() { s.client.errors.call(err) }})
				}
			}
		}
	}
}

// succeed makes a session that of the client and ends the revival.
func (s *session) succeed(r *revival) error {
	gone, err := s.succession(r)
	for _, d := range gone {
		d.release()
	}
	return err
}

// succession is what succeed does with the lock held. It gives the devices that are gone.
func (s *session) succession(r *revival) (gone []*Device, err error) {
	c := s.client
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return nil, s.ending("reconnect")
	}
	if !r.end() {
		return nil, connectorError("reconnect", ErrNotConnected)
	}
	s.established, s.revival = true, nil
	for _, d := range sorted(r.devices) {
		if s.devices[d.info.Index] != d {
			c.removeDevice(d)
			gone = append(gone, d)
		}
	}
	c.events.push(event{run: func() { c.reconnected.call(struct{}{}) }})
	return gone, nil
}

// end takes the revival from the client, so that whoever gets true decides what follows.
func (r *revival) end() bool {
	r.client.mu.Lock()
	defer r.client.mu.Unlock()
	if r.client.revival != r {
		return false
	}
	r.client.revival = nil
	return true
}

// finish removes the devices and tells that the connection is lost for good.
func (r *revival) finish(cause error) {
	c := r.client
	for _, d := range sorted(r.devices) {
		c.removeDevice(d)
		d.release()
	}
	c.events.push(event{run: func() { c.disconnected.call(cause) }})
}

// stop is Disconnect while there is no session.
func (r *revival) stop(ctx context.Context) error {
	c := r.client
	c.events.handOver()
	mine := r.end()
	r.cancel()
	<-r.done
	if !mine { // it has just ended otherwise
		return c.Disconnect(ctx)
	}
	r.finish(nil)
	return c.events.wait(ctx)
}

// heir is the device of the lost session that a device of the new one is; nil for none.
func (s *session) heir(info *device.Definition) *Device {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.revival == nil {
		return nil
	}
	if d := s.revival.devices[info.Index]; d != nil && message.SameDevice(d.info, info) {
		return d
	}
	return nil
}

// inherits tells whether a device is of the lost session. The caller holds mu, or has ended
// the session.
func (s *session) inherits(d *Device) bool {
	return s.revival != nil && s.revival.devices[d.info.Index] == d
}

// forgetSubscriptions takes note of a stop that ends subscriptions. The caller holds mu.
func (s *session) forgetSubscriptions(m *message.StopCmd) {
	for index, d := range s.devices {
		if m.DeviceIndex != nil && *m.DeviceIndex != index {
			continue
		}
		for _, f := range d.features {
			if m.FeatureIndex == nil || *m.FeatureIndex == f.info.Index {
				f.forgetSubscriptions()
			}
		}
	}
}

// drop takes note that the session of a device is lost: it is still from now on.
func (d *Device) drop() {
	d.away.Store(true)
	if d.guard != nil {
		_ = d.guard.Stop(nil, true, false) // nothing can be sent, but the guard forgets
	}
}
