package client

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// session is one connection, from the opened transport to its end.
type session struct {
	client    *Client
	revival   *revival // whose session it is to become; nil for one of Connect
	connector Connector
	conn      Conn
	outputs   OutputConn      // conn, if it takes outputs and there are no limits for them
	ctx       context.Context // ends with the session
	cancel    context.CancelFunc
	tasks     sync.WaitGroup // those that wait for the end, and keep-alive
	inbox     *inbox         // nil without limits: messages are handled where they arrive

	mu          sync.Mutex
	calls       calls
	timer       *time.Timer // runs while a call has a deadline
	timing      bool
	info        *message.ServerInfo // nil until the handshake is done
	devices     map[uint32]*Device
	scanning    bool
	established bool // Connect has returned without an error, or is about to
	ended       bool
	cause       error // of the end; nil for Disconnect
}

func newSession(c *Client) *session {
	s := &session{client: c, calls: calls{byID: map[uint32]*call{}}, devices: map[uint32]*Device{}}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	if c.options.Limits != nil {
		s.inbox = newInbox()
	}
	return s
}

// receive takes a message of the connection.
func (s *session) receive(m message.Message) {
	if s.inbox != nil {
		s.inbox.put(m)
	} else {
		s.handle(m)
	}
}

// open begins the session over a connection, whose end is the session's.
func (s *session) open(conn Conn) {
	s.conn = conn
	if out, ok := conn.(OutputConn); ok && s.client.options.Limits == nil {
		s.outputs = out
	}
	s.tasks.Go(func() {
		if s.inbox != nil && !s.inbox.run(conn.Done(), s.handle) {
			s.end(connectorError("connection lost", &detail{ErrCongested, "the server sends more messages than the client can take"}))
		}
		<-conn.Done()
		s.end(connectorError("connection lost", conn.Err()))
	})
}

// start sends the requests of calls together and returns. It finishes those that cannot be
// sent.
func (s *session) start(ctx context.Context, cs ...*call) {
	ready := s.admit(cs)
	if s.client.options.Limits != nil {
		s.sendWithin(ctx, ready)
	} else {
		s.settleUnsent(ready, s.send(ctx, ready))
	}
	finishFailed(cs)
}

// admit gives calls their Ids and returns those that can be sent; the others have their err
// set.
func (s *session) admit(cs []*call) []*call {
	ready := cs[:0:0]
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		s.setDeadlines(cs)
	}
	for _, c := range cs {
		switch {
		case c.err != nil:
		case s.ended:
			c.err = s.ending(describe(c.request))
		case c.device != nil && s.devices[c.device.info.Index] != c.device:
			c.err = deviceError(describe(c.request), ErrDeviceGone)
		default:
			s.calls.add(c)
			ready = append(ready, c)
			if stop, ok := c.request.(*message.StopCmd); ok && stop.Inputs {
				s.forgetSubscriptions(stop)
			}
		}
	}
	return ready
}

// send hands the requests over to the connection.
func (s *session) send(ctx context.Context, ready []*call) error {
	if len(ready) == 0 {
		return nil
	}
	requests := make([]message.Message, len(ready))
	for i, c := range ready {
		requests[i] = c.request
	}
	return s.conn.Send(ctx, requests...)
}

// settleUnsent ends calls that could not be sent; err is nil if they were.
func (s *session) settleUnsent(cs []*call, err error) {
	if err == nil {
		return
	}
	for _, c := range cs {
		if !s.forget(c) {
			continue
		}
		if errors.Is(err, device.ErrLeft) {
			c.finish(nil, deviceError(describe(c.request), err))
		} else {
			c.finish(nil, connectorError(describe(c.request), err))
		}
	}
}

// finishFailed ends the calls that were not admitted.
func finishFailed(cs []*call) {
	for _, c := range cs {
		if c.err != nil {
			c.finish(nil, c.err)
		}
	}
}

// setDeadlines gives the calls their time-out. One timer serves all of them: it is left
// alone when a call ends, and looks for the next deadline when it fires.
func (s *session) setDeadlines(cs []*call) {
	timeout := s.client.options.RequestTimeout
	if timeout <= 0 {
		return
	}
	deadline := time.Now().Add(timeout)
	for _, c := range cs {
		if !c.raw {
			c.deadline = deadline
		}
	}
	switch {
	case s.timing:
	case s.timer == nil:
		s.timing, s.timer = true, time.AfterFunc(timeout, s.expire)
	default:
		s.timing = true
		s.timer.Reset(timeout)
	}
}

func (s *session) expire() {
	var expired []*call
	s.mu.Lock()
	now := time.Now()
	first := s.calls.first
	for first != nil && !first.deadline.After(now) {
		expired = append(expired, s.calls.take(first.request.MessageID()))
		first = s.calls.first
	}
	if s.timing = first != nil && !s.ended; s.timing {
		s.timer.Reset(first.deadline.Sub(now))
	}
	s.mu.Unlock()
	for _, c := range expired {
		c.finish(nil, connectorError(describe(c.request), &detail{ErrTimeout,
			"no answer from the server within " + s.client.options.RequestTimeout.String()}))
	}
}

// forget stops waiting for a reply. It reports false if the call has ended already.
func (s *session) forget(c *call) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := c.request.MessageID()
	return s.calls.byID[id] == c && s.calls.take(id) != nil
}

// handle takes a message of the server. It does not block.
func (s *session) handle(m message.Message) {
	id := m.MessageID()
	s.mu.Lock()
	ended, ready := s.ended, s.info != nil
	c := s.calls.take(id)
	if _, refused := m.(*message.Error); refused && !ready && c == nil {
		// The server could not read the Id of RequestServerInfo, which is the only request.
		c = s.calls.take(s.calls.lastID)
	}
	s.mu.Unlock()

	list, isList := m.(*message.DeviceList)
	switch {
	case ended:
	case c != nil && isList:
		s.update(list)
		c.settle(m)
	case c != nil:
		c.settle(m)
	case !ready:
		s.client.log("dropped: " + m.MessageName() + " before the end of the handshake")
	case isList:
		s.update(list)
	default:
		s.handleEvent(m)
	}
}

// handleEvent takes a message that answers no request.
func (s *session) handleEvent(m message.Message) {
	c := s.client
	switch m := m.(type) {
	case *message.Error:
		if m.Code == message.CodePing && m.ID == 0 {
			s.end(&Error{PingError, "ping", m})
			return
		}
		err := classify("error event", m)
		s.offer(event{run: func() { c.errors.call(err) }})
	case *message.ScanningFinished:
		s.setScanning(false)
		s.offer(event{run: func() { c.finished.call(struct{}{}) }})
	case *message.InputReading:
		s.reading(m)
	case *Absence:
		s.absence(m)
	case *Invalid:
		c.log("dropped: " + printable(m.Reason.Error()))
	default:
		c.log("dropped: " + m.MessageName() + " with Id " + itoa(int64(m.MessageID())) + ", which answers no request")
	}
}

// offer raises an event that can be spared, unless the session has ended.
func (s *session) offer(e event) {
	s.mu.Lock()
	taken := s.ended || s.client.events.offer(e)
	s.mu.Unlock()
	if !taken {
		s.client.log("dropped: an event, because too many wait for the handlers")
	}
}

func (s *session) reading(m *message.InputReading) {
	s.mu.Lock()
	d := s.devices[m.DeviceIndex]
	s.mu.Unlock()
	if d != nil && m.ID == 0 {
		if f, ok := d.Feature(m.FeatureIndex); ok {
			if _, ok := f.Input(m.Type); ok {
				s.offer(event{
					reading: &Reading{Device: d, Feature: f, Type: m.Type, Value: m.Value}, deliver: s.client.deliverReading,
				})
				return
			}
		}
	}
	s.client.log("dropped: InputReading " + m.Type.String() + featureAt(m.DeviceIndex, m.FeatureIndex) + ", which nobody asked for")
}

// maxBacklog is how many events may wait before a server that goes on changing its device
// list is given up.
const maxBacklog = 1 << 16

// update takes over a device list: what is new is added, what is missing is removed, all
// else stays as it is.
func (s *session) update(list *message.DeviceList) {
	c := s.client
	if c.events.backlog() > maxBacklog {
		s.end(messageError("DeviceList", errors.New("the server changes its device list faster than the handlers can follow")))
		return
	}
	s.mu.Lock()
	known := maps.Clone(s.devices)
	s.mu.Unlock()
	present := make(map[uint32]bool, len(list.Devices))
	var added []*Device
	for _, info := range list.Devices {
		if twice := present[info.Index]; !twice && known[info.Index] == nil {
			d := s.heir(info)
			if d == nil {
				d = newDevice(c, info)
				d.session.Store(s)
				s.guard(d) // without s.mu, which guards take
			}
			added = append(added, d)
		}
		present[info.Index] = true
	}
	removed := s.exchange(present, added)
	for _, d := range removed {
		d.release()
	}
}

// exchange takes devices off the list that are not present and adds others. It returns
// those that are not on the list any more, or did not get there because the session has
// ended.
func (s *session) exchange(present map[uint32]bool, added []*Device) (removed []*Device) {
	c := s.client
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return slices.DeleteFunc(added, s.inherits)
	}
	for _, index := range s.sortedDevices() {
		d := s.devices[index]
		switch {
		case present[index] && d.away.CompareAndSwap(true, false):
			c.events.push(event{run: func() { c.deviceBack.call(d) }})
		case !present[index] && !d.away.Load():
			delete(s.devices, index)
			c.removeDevice(d)
			removed = append(removed, d)
		}
	}
	for _, d := range added {
		s.devices[d.info.Index] = d
		if s.inherits(d) {
			d.session.Store(s)
			d.away.Store(false)
			continue
		}
		c.events.push(event{run: func() { c.added.call(d) }})
	}
	return removed
}

// sortedDevices lists the indexes of the devices. The caller holds mu. A session begins with none:
// a page that connects need not have the code compiled that sorts.
func (s *session) sortedDevices() []uint32 {
	if len(s.devices) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(s.devices))
}

func (s *session) ping(ctx context.Context) error {
	s.start(ctx, &call{request: &message.Ping{}, finish: func(_ message.Message, err error) {
		if _, refused := errors.AsType[*message.Error](err); refused || errors.Is(err, ErrTimeout) || errors.Is(err, ErrUnexpectedReply) {
			s.end(&Error{PingError, "ping", err})
		}
	}})
	return ctx.Err()
}

// end ends the session for the given reason, nil for Disconnect. Only the first call does
// something; it returns when the connection is closed.
func (s *session) end(cause error) {
	c := s.client
	s.mu.Lock()
	if s.ended {
		s.mu.Unlock()
		return
	}
	s.ended, s.cause, s.scanning = true, cause, false
	pending := s.calls.byID
	s.calls = calls{byID: map[uint32]*call{}}
	devices := s.devices
	s.devices = nil
	if s.timer != nil {
		s.timer.Stop()
	}
	s.mu.Unlock()

	revival := c.leave(s, devices, cause)
	for _, id := range slices.Sorted(maps.Keys(pending)) {
		pending[id].finish(nil, s.ending(describe(pending[id].request)))
	}
	if errors.Is(cause, PingError) && s.established {
		c.events.push(event{run: func() { c.pingTimeout.call(cause) }})
	}
	for _, index := range slices.Sorted(maps.Keys(devices)) {
		d := devices[index]
		if revival != nil || s.inherits(d) {
			d.drop()
			continue
		}
		c.removeDevice(d)
		d.release()
	}
	switch {
	case revival != nil:
		go revival.run(cause)
	case s.established:
		c.events.push(event{run: func() { c.disconnected.call(cause) }})
	}
	_ = s.conn.Close()
	s.cancel()
}

// ending is the error of a call that the end of the session prevents or interrupts.
func (s *session) ending(op string) error {
	switch {
	case s.cause == nil:
		return connectorError(op, ErrNotConnected)
	case errors.Is(s.cause, ConnectorError):
		return connectorError(op, s.cause)
	}
	return s.cause
}

func (s *session) setScanning(on bool) (before bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.scanning
	s.scanning = on && !s.ended
	return before
}
