//go:build js && wasm

package main

import (
	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

// watchSent takes whether somebody watches what toys are told.
func (cs *clients) watchSent(a args) { cs.watchesSent.Store(a.yes(0)) }

// sent tells what a device of a client was told.
func (cs *clients) sent(c *pageClient, d *client.Device, commands []device.Command) {
	if !cs.watchesSent.Load() {
		return
	}
	cs.mu.Lock()
	handle, known := c.handles[d]
	cs.mu.Unlock()
	if known {
		cs.out.Sent(handle, commands)
	}
}
