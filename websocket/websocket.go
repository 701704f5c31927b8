// Package websocket connects a client to a server over WebSocket: with coder/websocket in
// native builds, with the browser's own WebSocket in a page.
//
// A browser tells a page little about a connection that fails: ErrUnreachable then also
// stands for an untrusted certificate and for a server that speaks no WebSocket, which
// native builds tell apart as ErrSecurity and ErrHandshake. WithTLSConfig exists in native
// builds only.
package websocket

import (
	"context"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// Option changes how a connector works.
type Option func(*settings)

type settings struct {
	maxFrame       int
	connectTimeout time.Duration
	platform       platformSettings
}

// WithMaxFrame sets how many bytes a frame of the server may have. A larger one ends the
// connection with ErrFrameSize. The default is that of message.DefaultLimits, 1 MiB.
func WithMaxFrame(bytes int) Option {
	return func(s *settings) { s.maxFrame = bytes }
}

// WithConnectTimeout bounds how long Connect takes. The default is 10 s; in a browser 30 s,
// because its user may have to allow the connection first. 0 means no bound but the
// context's.
func WithConnectTimeout(d time.Duration) Option {
	return func(s *settings) { s.connectTimeout = d }
}

// New makes a connector to the server at an address such as ws://127.0.0.1:12345 or
// wss://example.com/path. What is wrong with the address is told by Connect. The errors
// of the connector and its connections are *Error.
func New(address string, options ...Option) client.Connector {
	c := &connector{address: address, settings: settings{
		maxFrame: message.DefaultLimits.Frame, connectTimeout: defaultConnectTimeout,
	}}
	for _, option := range options {
		option(&c.settings)
	}
	return c
}

type connector struct {
	address string
	settings
}

// Connect implements client.Connector.
func (c *connector) Connect(ctx context.Context) (client.Conn, error) {
	if !hasScheme(c.address) {
		return nil, &Error{Address: c.address, Kind: ErrAddress, Detail: "the address must begin with ws:// or wss://"}
	}
	if c.connectTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, c.connectTimeout, ErrTimeout)
		defer cancel()
	}
	conn, err := c.dial(ctx)
	switch {
	case err == nil:
		return conn, nil
	case context.Cause(ctx) == ErrTimeout:
		return nil, &Error{Address: c.address, Kind: ErrTimeout, Detail: "no connection within " + c.connectTimeout.String()}
	case ctx.Err() != nil:
		return nil, &Error{Address: c.address, Kind: ctx.Err()}
	}
	return nil, err
}

func (c *connector) limits() message.Limits { return message.Limits{Frame: c.maxFrame} }

// hasScheme reports whether an address begins as that of a WebSocket.
func hasScheme(address string) bool {
	scheme, _, found := strings.Cut(address, "://")
	return found && (strings.EqualFold(scheme, "ws") || strings.EqualFold(scheme, "wss"))
}

// isLoopback reports whether a host name, as in a URL, is that of the computer itself.
func isLoopback(host string) bool {
	host = strings.ToLower(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasPrefix(host, "127.") ||
		host == "[::1]" || host == "::1"
}

// maxUnsent is how many bytes may wait to be sent before Send fails with ErrCongested:
// thousands of commands, which nobody wants carried out that late.
const maxUnsent = 1 << 20
