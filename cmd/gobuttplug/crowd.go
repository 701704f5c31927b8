//go:build !js

package main

import (
	"net"
	"net/http"
	"slices"
	"sync"
)

// crowd are the connections of an HTTP server without a request in process, oldest first.
// For one more than most, the one that has waited longest is closed: so those who send
// nothing use up no descriptors, and lock nobody out.
type crowd struct {
	most int

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
	if len(c.waiting) >= c.most {
		_ = c.waiting[0].Close() // it may have been closed by its client
		c.waiting = slices.Delete(c.waiting, 0, 1)
	}
	c.waiting = append(c.waiting, conn)
}
