//go:build !js

package server

import (
	"context"
	"sync"

	"github.com/gobuttplug/gobuttplug/message"
)

// Bounds of what waits for clients that do not read, in bytes.
const (
	allQueuesLimit = 24 << 20 // beyond it the client with most waiting is given up
	queueLimit     = 4 << 20  // beyond it this client is given up
	queueRoom      = 64 << 10 // beyond it nothing more is read from this client
)

// rendered is a frame among messages. The others become frames when their turn comes: as
// messages, many lists of the same devices share what is in them.
type rendered struct {
	message.Header
	frame []byte
}

// MessageName implements message.Message.
func (*rendered) MessageName() string { return "frame" }

// weight is about how many bytes of memory a message keeps in a queue.
func weight(m message.Message) int {
	const least = 64 // its place in the queue and its fields
	switch m := m.(type) {
	case *rendered:
		return least + len(m.frame)
	case *message.Error:
		return least + len(m.Text)
	case *message.DeviceList:
		return least + 8*len(m.Devices)
	}
	return least
}

// queues bounds the memory of all queues together.
type queues struct {
	limit int

	mu   sync.Mutex // guards the queues too
	all  map[*queue]struct{}
	used int
}

func newQueues(limit int) *queues { return &queues{limit: limit, all: map[*queue]struct{}{}} }

// queue holds what a client was not sent yet.
type queue struct {
	*queues
	overflow func()
	ready    chan struct{} // capacity 1: there may be a message, or the end
	room     chan struct{} // capacity 1: there may be room

	// Guarded by queues.mu.
	messages []message.Message
	size     int  // of those that were not written, the one in writing included
	ended    bool // nothing is added any more
}

// open returns a queue that is closed when it is no longer needed. It calls overflow, once
// or more, when it was emptied because too much piled up.
func (qs *queues) open(overflow func()) *queue {
	q := &queue{queues: qs, overflow: overflow, ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	qs.mu.Lock()
	qs.all[q] = struct{}{}
	qs.mu.Unlock()
	return q
}

// close gives back all that the queue holds.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.drop()
	delete(q.all, q)
	q.used -= q.size
	q.size = 0
}

// drop empties the queue for good. What is in writing stays counted. The caller holds mu.
func (q *queue) drop() {
	for _, m := range q.messages {
		q.count(-weight(m))
	}
	q.messages, q.ended = nil, true
}

// count changes the size. The caller holds mu.
func (q *queue) count(n int) {
	q.size += n
	q.used += n
}

// put adds a message. It does not block: a client that lets too much pile up is given up.
func (q *queue) put(m message.Message) {
	q.mu.Lock()
	if q.ended {
		q.mu.Unlock()
		return
	}
	q.messages = append(q.messages, m)
	q.count(weight(m))
	var over *queue
	switch {
	case q.size > queueLimit:
		over = q
	case q.used > q.limit:
		over = q.largest()
	}
	if over != nil {
		over.drop()
	}
	q.mu.Unlock()
	if over != nil {
		over.overflow()
	}
	signal(q.ready)
}

// largest is the queue that takes most memory. The caller holds mu.
func (qs *queues) largest() *queue {
	var most *queue
	for q := range qs.all {
		if !q.ended && (most == nil || q.size > most.size) {
			most = q
		}
	}
	return most
}

// end tells that nothing follows what is in the queue.
func (q *queue) end() {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	signal(q.ready)
}

// next takes the oldest message; written is to be called when it was written. If there is
// none, ended tells whether there will be none.
func (q *queue) next() (m message.Message, ended bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.messages) == 0 {
		q.messages = nil // gives back what a burst took
		return nil, q.ended
	}
	m, q.messages[0] = q.messages[0], nil
	q.messages = q.messages[1:]
	return m, false
}

// written makes the room of a message free again.
func (q *queue) written(m message.Message) {
	q.mu.Lock()
	q.count(-weight(m))
	q.mu.Unlock()
	signal(q.room)
}

// waitForRoom waits until the client has read most of what it was sent: so a client that
// sends many requests at once is slowed down, not given up.
func (q *queue) waitForRoom(ctx context.Context) error {
	for {
		q.mu.Lock()
		full := q.size > queueRoom
		q.mu.Unlock()
		if !full {
			return nil
		}
		select {
		case <-q.room:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
