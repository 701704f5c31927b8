package client

import (
	"sync"

	"github.com/gobuttplug/gobuttplug/message"
)

// inbox hands messages over in a goroutine of its own, for a session with limits: a server
// in the same process answers from within Send, which a guard calls with its lock held, and
// what a server says may begin or end a guard.
type inbox struct {
	arrived chan struct{} // capacity 1: there may be something new

	mu    sync.Mutex
	queue []message.Message
	over  bool // more came than is taken
}

// maxInbox is how many messages may wait. They are taken at once, so that many mean that
// the server floods the client.
const maxInbox = 1 << 14

func newInbox() *inbox { return &inbox{arrived: make(chan struct{}, 1)} }

// put takes a message of the connection. It does not block.
func (b *inbox) put(m message.Message) {
	b.mu.Lock()
	if b.over = b.over || len(b.queue) == maxInbox; !b.over {
		b.queue = append(b.queue, m)
	}
	b.mu.Unlock()
	select {
	case b.arrived <- struct{}{}:
	default:
	}
}

// run hands over what arrives until the connection has ended and nothing is left. It
// reports false, at once, if too much has arrived.
func (b *inbox) run(ended <-chan struct{}, handle func(message.Message)) bool {
	for last := false; ; {
		b.mu.Lock()
		ms, over := b.queue, b.over
		b.queue = nil
		b.mu.Unlock()
		for _, m := range ms {
			handle(m)
		}
		switch {
		case over:
			return false
		case last:
			return true
		}
		select {
		case <-b.arrived:
		case <-ended: // what came before is in the queue now
			last = true
		}
	}
}
