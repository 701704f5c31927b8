//go:build js && wasm && remote

package main

import (
	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// inPage is nothing in a module without a server.
type inPage struct{}

func wakes() uint64        { return 0 }
func codes() []bridge.Code { return nil }
func (p *page) serve()     {}

// serverCalls has what the page asks of every module: there are no bytes to watch.
var serverCalls = []call{{"watchBytes", func(*page, args) {}}}

func (p *page) server(args) (client.Connector, bridge.Server) { return nil, nil }
