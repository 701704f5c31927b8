//go:build !js

package server

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/message"
)

// minGreeting is how many connections may at least wait for their handshake; they may be as
// many as clients, so that all of these may come at once. For one more, the one that has
// waited longest makes room: so those who say nothing can't lock others out.
const minGreeting = 256

// crowdedTimeout bounds how long one that made room may take for its goodbye. Others come as fast as
// they can, and each that stays costs memory.
const crowdedTimeout = 200 * time.Millisecond

// Why a session was ended that its client did not want to end.
var (
	errFull    = errors.New("too many clients")
	errCrowded = errors.New("too many connections without a handshake")
	errNoHello = errors.New("no handshake in time")
)

// gate counts the connections of a handler.
type gate struct {
	most        int // clients
	mayBeSilent int // connections that wait for their handshake

	mu       sync.Mutex
	clients  int
	greeting []*connection // that have not shaken hands, oldest first
}

// arrive lets in a connection that has yet to shake hands.
func (g *gate) arrive(c *connection) {
	var oldest *connection
	g.mu.Lock()
	if len(g.greeting) >= g.mayBeSilent {
		oldest = g.greeting[0]
		g.greeting = slices.Delete(g.greeting, 0, 1)
	}
	g.greeting = append(g.greeting, c)
	g.mu.Unlock()
	if oldest != nil {
		oldest.session.session.dismiss(errCrowded, "More than "+strconv.Itoa(g.mayBeSilent)+
			" connections wait for their handshake, and this one has waited longest. Connect again and send RequestServerInfo at once.")
		_ = oldest.socket.SetDeadline(time.Now().Add(crowdedTimeout)) // fails only if it is closed already
	}
}

// admit makes a connection that shakes hands one of the clients, if there is room.
func (g *gate) admit(c *connection) *message.Error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.clients >= g.most {
		no := fail(message.CodeHandshake, "This server has "+strconv.Itoa(g.most)+" clients already. Disconnect one and try again.")
		no.Cause = errFull
		return no
	}
	g.clients++
	c.admitted = true
	g.forget(c)
	return nil
}

// leave takes a connection that has ended out of the count.
func (g *gate) leave(c *connection) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.admitted {
		g.clients--
	}
	g.forget(c)
}

// forget drops a connection from those that wait. The caller holds mu.
func (g *gate) forget(c *connection) {
	if i := slices.Index(g.greeting, c); i >= 0 {
		g.greeting = slices.Delete(g.greeting, i, i+1)
	}
}
