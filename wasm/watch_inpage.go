//go:build js && wasm && !remote

package main

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/trace"
	"github.com/gobuttplug/gobuttplug/server"
)

// sentByServer tells every client of a server what the device of an index was told.
func (cs *clients) sentByServer(one *pageServer, index uint32, commands []device.Command) {
	if !cs.watchesSent.Load() {
		return
	}
	cs.mu.Lock()
	var handles []uint32
	for _, c := range cs.byID {
		if c.server != ownServer(one) {
			continue
		}
		for d, handle := range c.handles {
			if d.Index() == index {
				handles = append(handles, handle)
			}
		}
	}
	cs.mu.Unlock()
	for _, handle := range handles {
		cs.out.Sent(handle, commands)
	}
}

// progress tells every client of a server how far the connection of a toy has come.
func (cs *clients) progress(one *pageServer, name string, stage server.Stage) {
	cs.mu.Lock()
	var ids []uint32
	for _, c := range cs.byID {
		if c.server == ownServer(one) {
			ids = append(ids, c.id)
		}
	}
	cs.mu.Unlock()
	for _, id := range ids {
		cs.out.Progress(id, stage.String(), name)
	}
}

// watchBytes takes whether somebody watches the bytes that go to toys and come from them.
func (v *servers) watchBytes(a args) { v.watchesBytes.Store(a.yes(0)) }

func (v *servers) see(e trace.Event) {
	if v.watchesBytes.Load() {
		v.tell.Bytes(e)
	}
}
