package server

import (
	"sync"

	"github.com/gobuttplug/gobuttplug/message"
)

// outbox hands messages to a client one at a time and in order, without a lock held, so
// that the client may answer from within send: what it causes is sent afterwards.
//
// Adding and flushing are apart: what must be in order is added under the server's lock
// and flushed when that is released.
type outbox struct {
	send  func(message.Message)
	ended func() // called where the end was added

	mu      sync.Mutex
	queue   []message.Message // nil is the end
	spare   []message.Message // for the next queue
	sending bool              // somebody flushes; they will take what comes
}

// spareCap bounds what an outbox keeps for reuse.
const spareCap = 64

// add appends a message; nil marks the end of the session.
func (o *outbox) add(m message.Message) {
	o.mu.Lock()
	o.queue = append(o.queue, m)
	o.mu.Unlock()
}

// flush sends what was added, unless somebody else is at it.
func (o *outbox) flush() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.sending {
		return
	}
	o.sending = true
	for len(o.queue) > 0 {
		batch := o.queue
		o.queue, o.spare = o.spare, nil
		o.mu.Unlock()
		for i, m := range batch {
			batch[i] = nil
			if m == nil {
				o.ended()
			} else {
				o.send(m)
			}
		}
		o.mu.Lock()
		if cap(batch) <= spareCap {
			o.spare = batch[:0]
		}
	}
	o.sending = false
}
