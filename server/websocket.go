//go:build !js

package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// HandlerOptions are those of Handler. The zero value of each field is usable.
type HandlerOptions struct {
	// Origins are the origins of web pages that may connect, "https://example.org" for
	// example. "*" lets in every page there is, so that any site that the user visits can
	// drive the toys. Neither programs need to be listed, which send no Origin, nor pages
	// from the address of the server itself.
	Origins []string
	// Ports are further ports of the server's own address whose pages may connect.
	Ports []string
	// WriteTimeout bounds how long a client may take to take a frame before its connection is
	// closed. 0 or less: 10 s.
	WriteTimeout time.Duration
	// IdleTimeout is how long a client may give no sign of life before its connection is
	// closed, and what it set going is stopped. A client that is silent for a third of it is
	// asked for one, by a WebSocket ping. 0 or less: 10 s.
	IdleTimeout time.Duration
	// HandshakeTimeout is how long a connection may last without a RequestServerInfo. 0 or
	// less: 5 s.
	HandshakeTimeout time.Duration
	// MaxClients is how many clients may be connected at a time. As many connections, but at
	// least 256, may wait for their handshake besides; one more takes the place of the
	// oldest. 0 or less: DefaultMaxClients.
	MaxClients int
	// Log is called with a line when a client connects, is refused or leaves. It may be called
	// from several goroutines at once, and must not block. May be nil.
	Log func(line string)
	// Connections counts the open connections, so that a program can wait for their end after
	// Server.Close; http.Server.Shutdown does not. May be nil.
	Connections *sync.WaitGroup
}

// DefaultMaxClients is how many clients may be connected where HandlerOptions set no number.
const DefaultMaxClients = 128

const (
	defaultWriteTimeout     = 10 * time.Second
	defaultIdleTimeout      = 10 * time.Second
	defaultHandshakeTimeout = 5 * time.Second
)

// discardFactor says how many times the largest frame a client may send and be told that
// it is too large. Whoever sends more is disconnected.
const discardFactor = 16

// keepBuffer bounds what a connection keeps of the buffer for received frames.
const keepBuffer = 64 << 10

// maxShown is how many bytes of an origin are shown.
const maxShown = 200

// Handler returns an http.Handler that connects WebSocket clients to the server, at every path. A
// page whose origin is not allowed gets status 403, and a request that is none for a WebSocket
// status 426, each with a sentence that tells why.
//
// It is meant for 127.0.0.1. Without TLS, whoever is in the same network can read along, and
// programs are not asked who they are.
func (v *Server) Handler(o HandlerOptions) http.Handler {
	if o.WriteTimeout <= 0 {
		o.WriteTimeout = defaultWriteTimeout
	}
	if o.IdleTimeout <= 0 {
		o.IdleTimeout = defaultIdleTimeout
	}
	if o.HandshakeTimeout <= 0 {
		o.HandshakeTimeout = defaultHandshakeTimeout
	}
	if o.MaxClients <= 0 {
		o.MaxClients = DefaultMaxClients
	}
	return &handler{
		srv: v, HandlerOptions: o, queues: newQueues(allQueuesLimit),
		gate: gate{most: o.MaxClients, mayBeSilent: max(o.MaxClients, minGreeting)},
	}
}

type handler struct {
	srv *Server
	HandlerOptions
	gate   gate
	queues *queues
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.allows(r) {
		origin := strconv.Quote(jsonx.Shorten(strings.Join(r.Header.Values("Origin"), ", "), maxShown))
		h.log(r.RemoteAddr + ": refused a page from " + origin + ", which is none of the allowed origins (gobuttplug serve: --allow-origin)")
		http.Error(w, "The page from "+origin+" may not use this server. If you trust it, "+
			"add its origin to the allowed ones (gobuttplug serve: --allow-origin ORIGIN).", http.StatusForbidden)
		return
	}
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		http.Error(w, "This is a Buttplug server. Connect to this address with a Buttplug client, by WebSocket.", http.StatusUpgradeRequired)
		return
	}
	if h.Connections != nil {
		// Before Accept: until then http.Server.Shutdown knows of the connection, and nobody
		// waits for the end of those that it does not know of.
		h.Connections.Add(1)
		defer h.Connections.Done()
	}
	tap := &tapped{ResponseWriter: w}
	ws, err := websocket.Accept(tap, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // the origin was checked above
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		h.log(r.RemoteAddr + ": " + err.Error())
		return
	}
	h.log(r.RemoteAddr + ": connected")
	err = h.serve(ws, tap.socket)
	h.log(r.RemoteAddr + ": disconnected" + whyEnded(err))
}

// serve runs a connection until it ends. The error tells why.
func (h *handler) serve(ws *websocket.Conn, socket net.Conn) error {
	defer ws.CloseNow()
	ctx, cancel := context.WithCancelCause(context.Background())
	c := &connection{handler: h, ws: ws, socket: socket, begin: time.Now(), out: h.queues.open(func() { cancel(errSlow) })}
	defer c.out.close()
	c.session = h.srv.openFrames(outlet{
		send:  func(frame []byte) { c.out.put(&rendered{frame: frame}) },
		later: c.out.put,
		admit: func() *message.Error { return h.gate.admit(c) },
		ended: c.ended,
	})
	h.gate.arrive(c)
	defer h.gate.leave(c)
	hello := time.AfterFunc(h.HandshakeTimeout, func() {
		c.session.session.dismiss(errNoHello, "No RequestServerInfo came within "+h.HandshakeTimeout.String()+". Connect again and send it at once.")
	})
	defer hello.Stop()
	var helpers sync.WaitGroup
	var writing, asking error
	helpers.Go(func() { writing = c.write(ctx); cancel(writing) })
	helpers.Go(func() { asking = c.ping(ctx); cancel(asking) })
	cancel(c.read(ctx))
	c.session.Close()
	helpers.Wait()
	if why := c.session.session.lastWords(); why != nil {
		return why
	}
	// A write or a ping that takes too long closes the connection, which read may notice first.
	for _, why := range []error{writing, asking} {
		if errors.Is(why, errSlow) || errors.Is(why, errNoPong) {
			return why
		}
	}
	return context.Cause(ctx)
}

func (h *handler) log(line string) {
	if h.HandlerOptions.Log != nil {
		h.HandlerOptions.Log(line)
	}
}

// Errors that end a connection.
var (
	errSlow   = errors.New("the client does not read what it is sent")
	errEnded  = errors.New("the session has ended")
	errNoPong = errors.New("the client does not answer pings")
)

// whyEnded is the part of a log line that tells why a connection has ended; nothing for an
// end in peace.
func whyEnded(err error) string {
	if status := websocket.CloseStatus(err); status == websocket.StatusNormalClosure || status == websocket.StatusGoingAway ||
		status == websocket.StatusNoStatusRcvd || errors.Is(err, errEnded) || errors.Is(err, io.EOF) {
		return ""
	}
	return ": " + err.Error()
}
