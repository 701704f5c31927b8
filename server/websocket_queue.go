//go:build !js

package server

import (
	"context"
	"sync"

	"github.com/gobuttplug/gobuttplug/message"
)

// Bounds of what waits for clients that do not read, in bytes.
const (
	allQueuesLimit = 16 << 20 // beyond it the client with most waiting is given up
	queueLimit     = 4 << 20  // beyond it this client is given up
	queueRoom      = 64 << 10 // beyond it nothing more is read from this client
)

// parcel is something to be sent: a frame, or a message that becomes one when its turn
// comes. As messages, many lists of the same devices share what is in them.
type parcel struct {
	frame   []byte
	message message.Message
}

// weight is about how many bytes of memory a parcel keeps.
func (p *parcel) weight() int {
	const least = 96 // the parcel in its queue and the fields of a message
	switch m := p.message.(type) {
	case *message.Error:
		return least + len(m.Text)
	case *message.DeviceList:
		return least + 8*len(m.Devices)
	}
	return least + len(p.frame)
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
	ready    chan struct{} // capacity 1: there may be a parcel, or the end
	room     chan struct{} // capacity 1: there may be room

	// Guarded by queues.mu.
	parcels []parcel
	size    int  // of the parcels that were not written, the one in writing included
	ended   bool // nothing is added any more
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
	for i := range q.parcels {
		q.count(-q.parcels[i].weight())
	}
	q.parcels, q.ended = nil, true
}

// count changes the size. The caller holds mu.
func (q *queue) count(n int) {
	q.size += n
	q.used += n
}

// put adds a parcel. It does not block: a client that lets too much pile up is given up.
func (q *queue) put(p parcel) {
	q.mu.Lock()
	if q.ended {
		q.mu.Unlock()
		return
	}
	q.parcels = append(q.parcels, p)
	q.count(p.weight())
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

// next takes the oldest parcel; written is to be called when it was written. If there is
// none, ended tells whether there will be none.
func (q *queue) next() (p parcel, ok, ended bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.parcels) == 0 {
		q.parcels = nil // gives back what a burst took
		return parcel{}, false, q.ended
	}
	p, q.parcels[0] = q.parcels[0], parcel{}
	q.parcels = q.parcels[1:]
	return p, true, false
}

// written makes the room of a parcel free again.
func (q *queue) written(p parcel) {
	q.mu.Lock()
	q.count(-p.weight())
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
