//go:build !js

package main

import (
	"net"
	"net/http"
	"slices"
	"sync"
)

// maxWaiting bounds how many connections of an HTTP server have no request in process. For
// one more the one that has waited longest is closed: so those who send nothing use up no
// descriptors, and lock nobody out.
const maxWaiting = 64

// crowd are those connections, oldest first.
type crowd struct {
	mu      sync.Mutex
	waiting []net.Conn
}

// changed is an http.Server's ConnState.
func (c *crowd) changed(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if i := slices.Index(c.waiting, conn); i >= 0 {
		c.waiting = slices.Delete(c.waiting, i, i+1)
	}
	if state != http.StateNew && state != http.StateIdle {
		return
	}
	if len(c.waiting) >= maxWaiting {
		_ = c.waiting[0].Close() // it may have been closed by its client
		c.waiting = slices.Delete(c.waiting, 0, 1)
	}
	c.waiting = append(c.waiting, conn)
}
