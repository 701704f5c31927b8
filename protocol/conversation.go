package protocol

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Why a toy is refused, besides the errors of package device.
var (
	// ErrUnexpectedReply means that the toy answered something that the protocol does not know.
	ErrUnexpectedReply = errors.New("the device gave an unexpected answer")
	// ErrUnknownModel means that the protocol must know the model, and does not know this one.
	ErrUnknownModel = errors.New("this model of the protocol is unknown")
)

// Conversation is a talk with a toy that is being connected or read: writes, reads and the
// notifications that come in between. It is used by one goroutine. Its calls return when the toy
// has answered, and soon after ctx has ended; their errors are those of device.Link.
type Conversation struct {
	// State is the toy's state until the toy is ready: in Identify, where its Def is nil,
	// Discover and Start. It is nil in Read, when commands go on: see Use.
	State *State

	use   func(func(*State))
	link  device.Link
	inbox chan Notification
}

// Notification is what a toy sent by itself.
type Notification struct {
	From device.Endpoint
	Data []byte
}

// inboxSize bounds what a chatty toy can make us keep; the newest are dropped, for
// handshakes want the answer that came first.
const inboxSize = 64

// handshakeReply is how long a toy may take for an answer that it owes.
const handshakeReply = 2 * time.Second

// NewConversation starts a talk over link with a toy that is being made ready. The engine
// calls it; tests may.
func NewConversation(s *State, link device.Link) *Conversation {
	return &Conversation{State: s, use: func(do func(*State)) { do(s) }, link: link, inbox: make(chan Notification, inboxSize)}
}

// Ready makes it the talk of Spec.Read with a toy that is ready. Whoever has the state from
// then on says with use how functions get at it. The engine calls it; tests may.
func (c *Conversation) Ready(use func(do func(*State))) { c.State, c.use = nil, use }

// Use calls do with the toy's state, which nobody else uses meanwhile. Do must not block, nor
// keep the state: to write what depends on it, it makes the packet.
func (c *Conversation) Use(do func(*State)) { c.use(do) }

// Has reports whether the toy has the endpoint.
func (c *Conversation) Has(e device.Endpoint) bool { return c.link.Has(e) }

// Write writes without response.
func (c *Conversation) Write(ctx context.Context, to device.Endpoint, data []byte) error {
	return c.link.Write(ctx, to, data, false)
}

// WriteWithResponse writes and waits until the toy has confirmed it.
func (c *Conversation) WriteWithResponse(ctx context.Context, to device.Endpoint, data []byte) error {
	return c.link.Write(ctx, to, data, true)
}

// Do makes writes, one after the other, up to the first that fails. After does not count.
func (c *Conversation) Do(ctx context.Context, writes ...Write) error {
	for _, w := range writes {
		if err := c.link.Write(ctx, cmp.Or(w.To, device.Tx), w.Data, w.Response); err != nil {
			return err
		}
	}
	return nil
}

// Read reads a characteristic. The error matches device.ErrTimeout if the toy does not answer within
// timeout.
func (c *Conversation) Read(ctx context.Context, from device.Endpoint, timeout time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, device.ErrTimeout)
	defer cancel()
	data, err := c.link.Read(ctx, from)
	if err != nil && ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return data, err
}

// Subscribe has Next return the notifications of an endpoint. Of those that are not asked for, 64 are
// kept.
func (c *Conversation) Subscribe(ctx context.Context, to device.Endpoint) error {
	return c.link.Subscribe(ctx, to, func(data []byte) {
		select {
		case c.inbox <- Notification{From: to, Data: append([]byte(nil), data...)}:
		default:
		}
	})
}

// Unsubscribe ends what Subscribe began.
func (c *Conversation) Unsubscribe(ctx context.Context, from device.Endpoint) error {
	return c.link.Unsubscribe(ctx, from)
}

// Forget drops the notifications that have not been asked for with Next.
func (c *Conversation) Forget() {
	for {
		select {
		case <-c.inbox:
		default:
			return
		}
	}
}

// Next waits for the next notification since the first Subscribe. The error is
// device.ErrTimeout after timeout, device.ErrDisconnected when the toy is gone, or that of ctx.
func (c *Conversation) Next(ctx context.Context, timeout time.Duration) (Notification, error) {
	select {
	case n := <-c.inbox:
		return n, nil
	default:
	}
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case n := <-c.inbox:
		return n, nil
	case <-timer.C:
		return Notification{}, device.ErrTimeout
	case <-c.link.Done():
		return Notification{}, device.ErrDisconnected
	case <-ctx.Done():
		return Notification{}, context.Cause(ctx)
	}
}

// pause lets a toy come round. The error is device.ErrDisconnected or that of ctx.
func pause(ctx context.Context, c *Conversation, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.link.Done():
		return device.ErrDisconnected
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
