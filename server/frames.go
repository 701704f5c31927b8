package server

import (
	"errors"
	"sync"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/internal/legacy"
	"github.com/gobuttplug/gobuttplug/message"
)

// dialect is how a protocol version says things, beside version 4 as it is spoken inside.
type dialect interface {
	// Decode translates one message of a frame; devices are those connected now. Several
	// messages are outputs of one device that belong together: one update, one reply.
	Decode(el message.Element, devices []*device.Definition) ([]message.Message, *message.Error)
	// Append translates a message to the client into frames: none, one or more.
	Append(dst [][]byte, m message.Message) [][]byte
}

// current is the dialect of version 4.
type current struct{}

func (current) Decode(el message.Element, _ []*device.Definition) ([]message.Message, *message.Error) {
	m, err := message.DecodeClient(el)
	if err != nil {
		if older := legacy.Refusal(el); older != nil {
			err = older
		}
		return nil, err
	}
	return []message.Message{m}, nil
}

func (current) Append(dst [][]byte, m message.Message) [][]byte {
	return append(dst, message.Append(nil, m))
}

// FrameSession is a session that speaks JSON text frames, in the protocol version that its client
// asks for, 0 to 4. It is made by Server.OpenFrames. Its methods may be called from any goroutine.
type FrameSession struct {
	session *Session
	out     outlet

	mu      sync.Mutex
	dialect dialect

	frames [][]byte // scratch of write, which is not called twice at a time

	senseless atomic.Int32 // message errors that the client was sent
}

// outlet is what a transport does for a FrameSession. All but send may be nil.
type outlet struct {
	send  func(frame []byte)
	later func(message.Message) // takes a message that is to be rendered when its turn comes
	admit func() *message.Error // may refuse a client that shakes hands; called with Server.mu held
	ended func()                // called after the last message
}

// OpenFrames starts a session for a transport of frames. Send is called with the frames for the
// client: one message in each, one frame at a time, in order. It must not block, and may keep the
// frame. It may call the session.
//
// The transport hands what comes to Handle. When it is lost it calls Close; when Done is closed, it
// closes the connection as Farewell says.
func (v *Server) OpenFrames(send func(frame []byte)) *FrameSession {
	return v.openFrames(outlet{send: send})
}

func (v *Server) openFrames(out outlet) *FrameSession {
	f := &FrameSession{out: out, dialect: current{}}
	f.session = v.openSession(f.write, f.speak, out.ended)
	return f
}

// MaxFrame is how many bytes a frame may have that FrameSession.Handle reads. Of a larger one a
// transport need not hand over more than one byte beyond, which is enough for it to be refused.
func (v *Server) MaxFrame() int {
	if v.options.Limits.Frame > 0 {
		return v.options.Limits.Frame
	}
	return message.DefaultLimits.Frame
}

// Handle takes a text frame from the client, whatever is in it, and answers each message. A frame
// with more messages than the limits allow ends the session, because its client would wait for
// answers that can't be given. Handle does not keep the frame. It may be called from within send;
// messages are processed in the order of the calls.
func (f *FrameSession) Handle(frame []byte) {
	for el, err := range message.Elements(frame, f.session.srv.options.Limits) {
		if err != nil && errors.Is(err, message.ErrTooManyMessages) {
			f.session.end(disconnected, err)
			return
		}
		f.handle(el, err)
		f.session.out.flush()
	}
}

// HandleBinary answers a binary frame from the client with an error: messages are sent in text
// frames. It may be called like Handle.
func (f *FrameSession) HandleBinary() {
	f.handle(message.Element{}, fail(message.CodeMessage, "The frame is binary; messages are sent in text frames."))
	f.session.out.flush()
}

// The status codes with which a WebSocket is closed after the end of a session.
const (
	closeNormal    = 1000
	closeGoingAway = 1001
	closeTooBig    = 1009
)

// maxReason is how many bytes of a reason fit into the frame that closes a WebSocket.
const maxReason = 120

// Farewell is how a WebSocket to the client is closed once Done is closed: the status code,
// and the reason in at most 120 bytes.
func (f *FrameSession) Farewell() (status int, reason string) {
	why := f.session.lastWords()
	switch {
	case why == nil && f.session.srv.closing():
		return closeGoingAway, "the server is shutting down"
	case why == nil:
		return closeNormal, "the session has ended"
	case errors.Is(why, message.ErrTooManyMessages):
		return closeTooBig, jsonx.Shorten(why.Text, maxReason)
	}
	return closeNormal, jsonx.Shorten(why.Text, maxReason)
}

// Close ends the session because its transport is gone or no longer wanted. What the client set
// going is stopped. It may be called more than once.
func (f *FrameSession) Close() { f.session.Close() }

// Done is closed when the session has ended and its last frame was sent. The transport is to be
// closed then.
func (f *FrameSession) Done() <-chan struct{} { return f.session.Done() }

// speak chooses the dialect.
func (f *FrameSession) speak(version uint32, devices []*device.Definition) *message.Error {
	if f.out.admit != nil {
		if no := f.out.admit(); no != nil {
			return no
		}
	}
	var chosen dialect = current{}
	if version < message.SpecMajor {
		old := legacy.New(version)
		old.Snapshot(devices)
		chosen = old
	}
	f.mu.Lock()
	f.dialect = chosen
	f.mu.Unlock()
	return nil
}

func (f *FrameSession) spoken() dialect {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dialect
}

// write sends a message of the server. Those of older versions are rendered at once: what
// they become depends on what the client was told and has asked.
func (f *FrameSession) write(m message.Message) {
	if e, ok := m.(*message.Error); ok && e.Code == message.CodeMessage {
		f.senseless.Add(1)
	}
	spoken := f.spoken()
	if _, plain := spoken.(current); plain && f.out.later != nil {
		f.out.later(m)
		return
	}
	f.frames = spoken.Append(f.frames[:0], m)
	for i, frame := range f.frames {
		f.frames[i] = nil
		f.out.send(frame)
	}
}

// handle processes one message of a frame, or the error that it gave.
func (f *FrameSession) handle(el message.Element, bad *message.Error) {
	s := f.session
	s.srv.mu.Lock()
	id, name := el.ID, el.Name
	if bad != nil {
		id, name = bad.ID, requestServerInfo // what is wrong counts more than the state before the handshake
	}
	no, devices := s.refusal(id, name), s.srv.list
	s.srv.mu.Unlock()
	if no == nil {
		no = bad
	}
	var ms []message.Message
	if no == nil {
		ms, no = f.decode(el, devices)
	}
	if no != nil {
		s.out.add(no)
		return
	}
	s.handle(ms...)
}

func (f *FrameSession) decode(el message.Element, devices []*device.Definition) ([]message.Message, *message.Error) {
	if el.Name == requestServerInfo {
		return current{}.Decode(el, devices) // its shape decides the version
	}
	return f.spoken().Decode(el, devices)
}
