//go:build js && wasm && remote

package main

import (
	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// inPage is nothing in a module without a server.
type inPage struct{}

func wakes() uint64                { return 0 }
func codes() []bridge.Code         { return nil }
func (p *page) serve()             {}
func (p *page) serverCalls() calls { return nil }

func (p *page) server(args) (client.Connector, ownServer) { return nil, nil }
