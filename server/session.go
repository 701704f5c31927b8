package server

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// state is where a session is in its life.
type state uint8

const (
	awaitingHandshake state = iota
	connected
	pingedOut
	disconnected
)

func (s state) ended() bool { return s >= pingedOut }

// Session is one client's connection to the server, made by Server.Open. A new connection gets a new
// Session. Its methods may be called from any goroutine.
type Session struct {
	srv  *Server
	out  outbox
	done chan struct{}

	// local: the client is in this process and understands more than the protocol has.
	local bool

	// speak chooses the session's protocol version, at the handshake; the devices are
	// those there at that moment. It may refuse. It is called with srv.mu held.
	speak func(version uint32, devices []*device.Definition) *message.Error

	ctx    context.Context // ends with the session
	cancel context.CancelFunc

	// Guarded by srv.mu.
	state    state
	greeted  bool // it was connected once
	busy     int  // calls of Handle that go on; the end waits for them
	farewell *message.Error
	watchdog *handshake.Watchdog // set while greeted
	subs     map[subKey]*subscription
	inputs   int // InputCmds that are not answered yet
}

// Open starts a session that speaks protocol version 4 in message values, for clients that are none
// of package client; those use Connector. Send is called with what the server says: one message at
// a time, in order. It must not block, but may call the session. Neither side changes a message
// that was sent: it may share memory with messages to others.
func (v *Server) Open(send func(message.Message)) *Session {
	return v.openSession(send, func(version uint32, _ []*device.Definition) *message.Error {
		if version == message.SpecMajor {
			return nil
		}
		return fail(message.CodeHandshake, "This session speaks protocol version 4 only.")
	}, nil)
}

func (v *Server) openSession(
	send func(message.Message), speak func(uint32, []*device.Definition) *message.Error, ended func(),
) *Session {
	s := &Session{srv: v, speak: speak, done: make(chan struct{}), subs: map[subKey]*subscription{}}
	s.ctx, s.cancel = context.WithCancel(v.ctx)
	s.out.send = send
	s.out.ended = func() {
		if ended != nil {
			ended()
		}
		close(s.done)
	}
	v.mu.Lock()
	closed := v.closed
	if !closed {
		v.open[s] = struct{}{}
	}
	v.mu.Unlock()
	if closed {
		s.end(disconnected, nil)
	}
	return s
}

// Handle takes messages from the client. Every message gets one reply, most of them
// before Handle returns; reads and subscriptions are answered when the toy has answered.
// Neighbouring output commands for one device reach it as one update.
// Handle may be called from several goroutines and from within send; messages are
// processed in the order of the calls.
func (s *Session) Handle(ms ...message.Message) {
	for len(ms) > 0 {
		n := outputsOfOneDevice(ms)
		if n < 2 || !s.outputTogether(ms[:n]) {
			n = max(n, 1)
			for _, m := range ms[:n] {
				s.handle(m)
			}
		}
		ms = ms[n:]
	}
	s.out.flush()
}

// Close ends the session because its transport is gone or no longer wanted. It stops what
// the client set going. It may be called more than once.
func (s *Session) Close() { s.end(disconnected, nil) }

// Done is closed when the session has ended and its last message was sent: the transport
// is to be closed then.
func (s *Session) Done() <-chan struct{} { return s.done }

// handle processes messages that belong together (see dialect) and are answered once.
func (s *Session) handle(ms ...message.Message) {
	id := ms[0].MessageID()
	if no := s.enter(id, ms[0].MessageName()); no != nil {
		s.out.add(no)
		return
	}
	defer s.leave()
	if reply := s.dispatch(ms); reply != nil {
		reply.SetMessageID(id)
		s.out.add(reply)
	}
}

// dispatch returns the reply, nil if it was added already or comes later.
func (s *Session) dispatch(ms []message.Message) message.Message {
	if ms[0].MessageID() == 0 {
		return fail(message.CodeMessage, ms[0].MessageName()+" has Id 0; a request needs an Id from 1 to 4294967295.")
	}
	switch m := ms[0].(type) {
	case *message.OutputCmd:
		return s.output(ms)
	case *message.InputCmd:
		return s.input(m)
	case *message.StopCmd:
		return s.stop(m)
	case *message.Ping:
		s.srv.mu.Lock()
		s.watchdog.Feed()
		s.srv.mu.Unlock()
		return &message.Ok{}
	case *message.StartScanning:
		return s.srv.startScanning(s, m.ID)
	case *message.StopScanning:
		return s.srv.stopScanning(s)
	case *message.RequestDeviceList:
		// Added under the lock, so that no older list follows a newer one.
		s.srv.mu.Lock()
		s.out.add(&message.DeviceList{Header: m.Header, Devices: s.srv.list})
		s.srv.mu.Unlock()
		return nil
	case *message.RequestServerInfo:
		return s.shakeHands(m)
	case *message.Disconnect:
		s.out.add(&message.Ok{Header: m.Header})
		s.end(disconnected, nil)
		return nil
	}
	return fail(message.CodeMessage, ms[0].MessageName()+" is a server's message; clients do not send it.")
}

// shakeHands answers a RequestServerInfo.
func (s *Session) shakeHands(m *message.RequestServerInfo) message.Message {
	version, refusal := handshake.Negotiate(m)
	v := s.srv
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case s.state.ended():
		return s.refusal(m.ID, m.MessageName())
	case s.state == connected:
		return fail(message.CodeHandshake, "The handshake of this session has already happened. Open another connection for another session.")
	case refusal == nil:
		refusal = s.speak(version, v.list)
	}
	if refusal != nil {
		s.state, s.farewell = disconnected, refusal
		refusal.SetMessageID(m.ID)
		return nil
	}
	s.state, s.greeted = connected, true
	v.sessions[s] = struct{}{}
	s.watchdog = handshake.NewWatchdog(v.options.MaxPingTime, s.pingTimeout)
	// Added under the lock, so that no change of the device list comes before it or is
	// missed after it.
	s.out.add(&message.ServerInfo{
		Header: m.Header, ServerName: v.options.Name, MaxPingTime: v.options.MaxPingTime,
		Major: message.SpecMajor, Minor: message.SpecMinor,
	})
	return nil
}

func (s *Session) pingTimeout() {
	s.end(pingedOut, fail(message.CodePing, "No Ping came within "+s.srv.options.MaxPingTime.String()+
		". The devices were stopped; connect again to go on."))
}

// enter begins the processing of a message, unless the session's state forbids it.
func (s *Session) enter(id uint32, name string) *message.Error {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	if no := s.refusal(id, name); no != nil {
		return no
	}
	s.busy++
	return nil
}

// refusal tells why the state of the session forbids a message; nil if it does not. The
// caller holds srv.mu.
func (s *Session) refusal(id uint32, name string) *message.Error {
	switch s.state {
	case awaitingHandshake:
		if name == requestServerInfo {
			return nil
		}
		return message.NewError(id, message.CodeHandshake, "A session begins with RequestServerInfo, not with "+jsonx.Quote(name)+".")
	case pingedOut:
		return message.NewError(id, message.CodePing, "The session ended because a Ping was missing. Connect again.")
	case disconnected:
		return message.NewError(id, message.CodeHandshake, "The session has ended. Open a new connection.")
	}
	return nil
}

const requestServerInfo = "RequestServerInfo"

// leave ends the processing of a message.
func (s *Session) leave() {
	s.srv.mu.Lock()
	s.busy--
	last := s.busy == 0 && s.state.ended()
	s.srv.mu.Unlock()
	if last {
		s.finish()
	}
}

// dismiss ends the session if it has not shaken hands yet.
func (s *Session) dismiss(cause error, text string) {
	s.endIf(func(now state) bool { return now == awaitingHandshake },
		disconnected, &message.Error{Code: message.CodeHandshake, Text: text, Cause: cause})
}

// end ends the session: at once, or, so that its stop comes last, when the messages in
// process are through. The farewell, if any, is the last message.
func (s *Session) end(to state, farewell *message.Error) {
	s.endIf(func(now state) bool { return !now.ended() }, to, farewell)
}

func (s *Session) endIf(may func(now state) bool, to state, farewell *message.Error) {
	s.srv.mu.Lock()
	ends := may(s.state)
	if ends {
		s.state, s.farewell = to, farewell
	}
	idle := s.busy == 0
	s.srv.mu.Unlock()
	if ends && idle {
		s.finish()
	}
}

// lastWords is the farewell of a session that has ended; nil if there is none.
func (s *Session) lastWords() *message.Error {
	s.srv.mu.Lock()
	defer s.srv.mu.Unlock()
	return s.farewell
}

// finish runs once, when the session has ended and nothing of it is in process: it stops
// what the client set going and lets the transport close.
func (s *Session) finish() {
	v := s.srv
	s.cancel()
	v.mu.Lock()
	delete(v.open, s)
	delete(v.sessions, s)
	if s.watchdog != nil {
		s.watchdog.Stop()
	}
	v.withdraw(s)
	stops := v.abandoned(s)
	s.dropSubscriptions(func(subKey) bool { return true })
	unwanted := v.unwanted(s)
	v.mu.Unlock()

	_ = v.runStops(stops)
	v.dismiss(unwanted)
	if s.farewell != nil {
		s.out.add(s.farewell)
	}
	s.out.add(nil)
	s.out.flush()
}

// post sends a message that is no direct reply, unless the session has ended.
func (s *Session) post(m message.Message) {
	s.srv.mu.Lock()
	alive := s.state == connected
	if alive {
		s.out.add(m)
	}
	s.srv.mu.Unlock()
	if alive {
		s.out.flush()
	}
}
