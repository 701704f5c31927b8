//go:build !js

package server

import (
	"context"
	"sync"
)

// Bounds of a queue, in bytes. A frame counts a little more than its size.
const (
	queueLimit    = 8 << 20   // beyond it the client is given up
	queueRoom     = 256 << 10 // beyond it nothing more is read from the client
	frameOverhead = 64
)

// queue holds the frames that the client was not sent yet.
type queue struct {
	overflow func()
	ready    chan struct{} // capacity 1: there may be a frame
	room     chan struct{} // capacity 1: there may be room

	mu     sync.Mutex
	frames [][]byte
	size   int // of the frames that were not written, those in writing included
	over   bool
}

func newQueue(overflow func()) *queue {
	return &queue{overflow: overflow, ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
}

// put adds a frame. It does not block: a client that lets too much pile up is given up.
func (q *queue) put(frame []byte) {
	q.mu.Lock()
	q.size += len(frame) + frameOverhead
	if q.over = q.over || q.size > queueLimit; q.over {
		q.frames = nil
	} else {
		q.frames = append(q.frames, frame)
	}
	over := q.over
	q.mu.Unlock()
	if over {
		q.overflow()
	}
	signal(q.ready)
}

// next takes the oldest frame; written is to be called when it was written.
func (q *queue) next() ([]byte, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.frames) == 0 {
		return nil, false
	}
	frame := q.frames[0]
	q.frames[0] = nil
	if q.frames = q.frames[1:]; len(q.frames) == 0 {
		q.frames = nil
	}
	return frame, true
}

// written makes the room of a frame free again.
func (q *queue) written(frame []byte) {
	q.mu.Lock()
	q.size -= len(frame) + frameOverhead
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
