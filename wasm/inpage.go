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

var serverCalls = []call{
	{"openFrames", func(p *page, a args) { p.frames.open(a) }},
	{"frames", func(p *page, a args) { p.frames.handle(a) }},
	{"binaryFrame", func(p *page, a args) { p.frames.binary(a) }},
	{"closeFrames", func(p *page, a args) { p.frames.close(a) }},
	{"watchToys", func(p *page, a args) { p.servers.watchToys(a) }},
	{"setToyInput", func(p *page, a args) { p.servers.setToyInput(a) }},
	{"dropToy", func(p *page, a args) { p.servers.dropToy(a) }},
	{"returnToy", func(p *page, a args) { p.servers.returnToy(a) }},
	{"knownToys", func(p *page, a args) { p.servers.knownToys(a) }},
	{"useKnown", func(p *page, a args) { p.servers.useKnown(a) }},
	{"configure", func(p *page, a args) { p.servers.configure(a) }},
	{"setDevices", func(p *page, a args) { p.servers.setDevices(a) }},
	{"watchBytes", func(p *page, a args) { p.servers.watchBytes(a) }},
}

// server is the way to a server in the page; a is what servers.get takes.
func (p *page) server(a args) (client.Connector, bridge.Server) {
	one := p.servers.get(a)
	return one.Server.Connector(), one
}
