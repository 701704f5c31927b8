//go:build !js

package client

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/gobuttplug/gobuttplug/message"
)

const defaultConnectTimeout = 10 * time.Second

// NativeWebSocket is what can be set for a WebSocket in native builds. They connect through the
// HTTP proxy that the environment names, as net/http does.
type NativeWebSocket struct {
	// TLS is how wss:// addresses are connected to, for a server with a certificate that the
	// system does not trust. Nil: the usual way.
	TLS *tls.Config

	dial func(ctx context.Context, network, address string) (net.Conn, error) // nil: over the network
}

func (w *WebSocket) dial(ctx context.Context, receive func(message.Message)) (*wsConn, error) {
	u, err := url.Parse(w.Address)
	if err != nil {
		return nil, &WebSocketError{Address: w.Address, Kind: ErrAddress, Err: err}
	}
	if u.Hostname() == "" {
		return nil, &WebSocketError{Address: w.Address, Kind: ErrAddress, Detail: "the address has no host"}
	}
	u.Fragment = ""

	opener := &opener{ctx: ctx, dial: w.Native.dial}
	if opener.dial == nil {
		opener.dial = new(net.Dialer).DialContext
	}
	ws, response, err := websocket.Dial(ctx, u.String(), &websocket.DialOptions{HTTPClient: &http.Client{Transport: &http.Transport{
		Proxy:             http.ProxyFromEnvironment,
		DialContext:       opener.open,
		TLSClientConfig:   w.Native.TLS,
		DisableKeepAlives: true,
	}}})
	if err != nil {
		opener.close()
		return nil, w.dialError(response, err)
	}
	ws.SetReadLimit(int64(w.MaxFrame))
	return newWSConn(w, ws, opener.close, receive), nil
}

// opener opens the network connection for an http.Transport and remembers it, to be closed
// whatever the layers above do. A Transport dials and shakes hands in the background, and
// goes on when the request is given up.
type opener struct {
	ctx  context.Context // of the request
	dial func(ctx context.Context, network, address string) (net.Conn, error)

	mu   sync.Mutex
	conn net.Conn
}

func (o *opener) open(_ context.Context, network, address string) (net.Conn, error) {
	conn, err := o.dial(o.ctx, network, address)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.conn = conn
	if err := o.ctx.Err(); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func (o *opener) close() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.conn != nil {
		_ = o.conn.Close()
	}
}

func (w *WebSocket) dialError(response *http.Response, err error) error {
	failure := &WebSocketError{Address: w.Address, Kind: ErrUpgrade, Err: err}
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       tls.AlertError
		dns         *net.DNSError
		op          *net.OpError
	)
	switch {
	case response != nil && response.StatusCode != http.StatusSwitchingProtocols:
		failure.Detail = "the server answered with HTTP status " + strconv.Itoa(response.StatusCode) + "; is there a Buttplug server at this address?"
	case errors.As(err, &certificate), errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		failure.Kind = ErrInsecure
	case errors.As(err, &dns), errors.As(err, &op) && op.Op == "dial":
		failure.Kind = ErrUnreachable
		failure.Detail = "is the server running, and are host and port right?"
	}
	return failure
}
