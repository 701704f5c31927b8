//go:build js && wasm

package main

import (
	"math"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// clients takes what the page asks for its clients.
type clients struct {
	*bridge.Clients
	page *page

	mu      sync.Mutex
	foreign map[uint32]*bridge.Foreign
}

func newClients(p *page) *clients {
	return &clients{Clients: bridge.NewClients(p.out, p.limits), page: p, foreign: map[uint32]*bridge.Foreign{}}
}

// connect takes request, client, name of the client, kind of connection, and what that
// kind needs: "server", what servers.get takes; "websocket", address, for how many ms a lost
// connection is tried to be made again; "foreign", session, whether the limits are kept there.
func (cs *clients) connect(a args) {
	options := client.Options{Name: a.text(2)}
	var to bridge.Target
	switch a.text(3) {
	case "server":
		options.HandshakeTimeout, options.RequestTimeout = -1, -1 // it always answers
		to.Connector, to.Server = cs.page.server(a.from(4))
	case "websocket":
		options.Reconnect.For = milliseconds(a.number(5))
		to.Connector = client.WebSocket{Address: a.text(4)}
	case "foreign":
		to.Connector, to.Limited = cs.open(a.id(4)), a.yes(5)
	}
	if to.Connector == nil {
		cs.page.out.Fail(a.request(0), bridge.ErrArgument)
		return
	}
	cs.Connect(a.request(0), a.id(1), options, to)
}

// open makes the connection over a session of the page.
func (cs *clients) open(session uint32) *bridge.Foreign {
	f := bridge.NewForeign(session, cs.page.out)
	cs.mu.Lock()
	cs.foreign[session] = f
	cs.mu.Unlock()
	go func() {
		<-f.Done()
		cs.mu.Lock()
		delete(cs.foreign, session)
		cs.mu.Unlock()
	}()
	return f
}

func milliseconds(n float64) time.Duration {
	if n > 0 && n <= math.MaxUint32 {
		return time.Duration(n) * time.Millisecond
	}
	return 0
}

// abandon takes a client that is no longer to be connected.
func (cs *clients) abandon(a args) { cs.Abandon(a.id(0)) }

// letGo takes request and the handle of a device that is to be disconnected.
func (cs *clients) letGo(a args) { cs.LetGo(a.request(0), a.id(1)) }

// watchSent takes whether somebody watches what toys are told.
func (cs *clients) watchSent(a args) { cs.WatchSent(a.yes(0)) }

// deliver takes session and frame from a connector that is none of ours.
func (cs *clients) deliver(a args) {
	if f := cs.foreigner(a.id(0)); f != nil {
		f.Deliver([]byte(a.text(1)))
	}
}

// hangUp takes the session of such a connector that has disconnected.
func (cs *clients) hangUp(a args) {
	if f := cs.foreigner(a.id(0)); f != nil {
		f.HangUp()
	}
}

func (cs *clients) foreigner(session uint32) *bridge.Foreign {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.foreign[session]
}
