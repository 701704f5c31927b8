package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// call is a request and what becomes of it.
type call struct {
	request message.Message
	device  *Device // whose request it is; nil for none
	err     error   // known before anything is sent
	raw     bool    // any reply will do, and the caller has a time-out of its own
	// finish is called once, without locks, and does not block. The reply is of the right
	// type if err is nil.
	finish func(reply message.Message, err error)

	deadline       time.Time
	earlier, later *call // by deadline
}

// calls are the requests of a session that wait for their replies. They are not safe for
// concurrent use.
type calls struct {
	byID          map[uint32]*call
	lastID        uint32
	first, newest *call // of those with a deadline
}

// add gives c an Id and waits for its reply.
func (cs *calls) add(c *call) {
	for {
		cs.lastID++
		if _, taken := cs.byID[cs.lastID]; cs.lastID != 0 && !taken {
			break
		}
	}
	c.request.SetMessageID(cs.lastID)
	cs.byID[cs.lastID] = c
	if c.deadline.IsZero() {
		return
	}
	// All calls are given the same time, so the newest is also the last to expire.
	c.earlier = cs.newest
	if cs.newest == nil {
		cs.first = c
	} else {
		cs.newest.later = c
	}
	cs.newest = c
}

// take ends the wait for the reply with that Id; nil if there is none.
func (cs *calls) take(id uint32) *call {
	c := cs.byID[id]
	if c == nil {
		return nil
	}
	delete(cs.byID, id)
	if c.deadline.IsZero() {
		return c
	}
	if c.earlier == nil {
		cs.first = c.later
	} else {
		c.earlier.later = c.later
	}
	if c.later == nil {
		cs.newest = c.earlier
	} else {
		c.later.earlier = c.earlier
	}
	c.earlier, c.later = nil, nil
	return c
}

// settle ends c with its reply.
func (c *call) settle(reply message.Message) {
	if err := c.verdict(reply); err != nil {
		c.finish(nil, err)
		return
	}
	c.finish(reply, nil)
}

// verdict tells whether reply is one that the request can have.
func (c *call) verdict(reply message.Message) error {
	if c.raw {
		return nil
	}
	fits := false
	switch request := c.request.(type) {
	case *message.RequestServerInfo:
		_, fits = reply.(*message.ServerInfo)
	case *message.RequestDeviceList:
		_, fits = reply.(*message.DeviceList)
	case *message.InputCmd:
		if request.Command == device.Read {
			r, isReading := reply.(*message.InputReading)
			fits = isReading && r.DeviceIndex == request.DeviceIndex && r.FeatureIndex == request.FeatureIndex && r.Type == request.Type
			break
		}
		_, fits = reply.(*message.Ok)
	default:
		_, fits = reply.(*message.Ok)
	}
	if fits {
		return nil
	}
	op := describe(c.request)
	switch reply := reply.(type) {
	case *message.Error:
		return classify(op, reply)
	case *Invalid:
		return unreadable(op, reply)
	}
	return messageError(op, &detail{ErrUnexpectedReply, "unexpected answer: " + reply.MessageName()})
}

// join makes one finish of n: done is called with all errors when the last call is done.
func join(n int, done func(error)) func(message.Message, error) {
	if n == 1 {
		return func(_ message.Message, err error) { done(err) }
	}
	var (
		mu   sync.Mutex
		errs []error
	)
	return func(_ message.Message, err error) {
		mu.Lock()
		n--
		if err != nil {
			errs = append(errs, err)
		}
		last := n == 0
		mu.Unlock()
		if last {
			done(joined(errs))
		}
	}
}

// do sends the requests of calls and waits for all answers.
func (c *Client) do(ctx context.Context, cs ...*call) error {
	s := c.current()
	if s == nil {
		return c.notConnected(describe(cs[0].request))
	}
	return s.do(ctx, cs...)
}

func (s *session) do(ctx context.Context, cs ...*call) error {
	if ctx.Err() != nil {
		return &Error{UnknownError, describe(cs[0].request), context.Cause(ctx)}
	}
	done := make(chan error, 1)
	finish := join(len(cs), func(err error) { done <- err })
	for _, c := range cs {
		if own := c.finish; own != nil {
			c.finish = func(reply message.Message, err error) {
				own(reply, err)
				finish(reply, err)
			}
		} else {
			c.finish = finish
		}
	}
	s.start(ctx, cs...)
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		for _, c := range cs {
			s.forget(c)
		}
		op, cause := describe(cs[0].request), context.Cause(ctx)
		if errors.Is(cause, ErrTimeout) {
			return connectorError(op, cause)
		}
		return &Error{UnknownError, op, cause}
	}
}
