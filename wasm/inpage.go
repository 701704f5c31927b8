//go:build js && wasm && !remote

package main

import (
	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
	"github.com/gobuttplug/gobuttplug/internal/worker"
)

// inPage are the servers in the page, and those who speak messages with them.
type inPage struct {
	servers *servers
	frames  *frames
}

// wakes counts what commands have set going.
func wakes() uint64 { return worker.Wakes() }

func codes() []bridge.Code { return inpage.Codes() }

func (p *page) serve() {
	p.servers = newServers(p)
	p.frames = newFrames(p)
}

func (p *page) serverCalls() calls {
	return calls{
		"openFrames":  p.frames.open,
		"frames":      p.frames.handle,
		"binaryFrame": p.frames.binary,
		"closeFrames": p.frames.close,
		"watchToys":   p.servers.watchToys,
		"setToyInput": p.servers.setToyInput,
		"dropToy":     p.servers.dropToy,
		"returnToy":   p.servers.returnToy,
		"knownToys":   p.servers.knownToys,
		"useKnown":    p.servers.useKnown,
		"configure":   p.servers.configure,
		"setDevices":  p.servers.setDevices,
		"watchBytes":  p.servers.watchBytes,
	}
}

// server is the way to a server in the page; a is what servers.get takes.
func (p *page) server(a args) (client.Connector, bridge.Server) {
	one := p.servers.get(a)
	return one.Server.Connector(), one
}
