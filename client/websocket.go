package client

import (
	"context"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/message"
)

// WebSocket is a Connector to a server elsewhere. Its errors, and those of its connections, are
// *WebSocketError.
//
// What is sent waits in a buffer until the network takes it. If more than 1 MiB waits, Send fails
// with ErrCongested. Closing a connection sends a close frame and waits up to a second for that
// of the server.
//
// In a page the browser's own WebSocket is used. It tells little about a connection that fails:
// ErrUnreachable then also stands for an untrusted certificate and for a server that speaks no
// WebSocket, which native builds tell apart as ErrInsecure and ErrUpgrade. Close does not wait
// there.
type WebSocket struct {
	// Address is where the server is: ws://127.0.0.1:12345 or wss://example.com/path. Connect
	// tells what is wrong with it.
	Address string
	// MaxFrame is how many bytes a frame of the server may have. A larger one ends the
	// connection with ErrFrameSize. 0 or less: that of message.DefaultLimits, 1 MiB.
	MaxFrame int
	// ConnectTimeout bounds how long Connect takes. 0: 10 s, or in a browser 30 s, because
	// its user may have to allow the connection first. Negative: no bound but the context's.
	ConnectTimeout time.Duration
	// Native is for native builds only.
	Native NativeWebSocket
}

// Connect implements Connector. A connection that does not come about within ConnectTimeout fails
// with ErrTimeout, one whose context has ended with the error of the context.
func (w WebSocket) Connect(ctx context.Context, receive func(message.Message)) (Conn, error) {
	if !hasScheme(w.Address) {
		return nil, &WebSocketError{Address: w.Address, Kind: ErrAddress, Detail: "the address must begin with ws:// or wss://"}
	}
	if w.MaxFrame <= 0 {
		w.MaxFrame = message.DefaultLimits.Frame
	}
	if w.ConnectTimeout == 0 {
		w.ConnectTimeout = defaultConnectTimeout
	}
	if w.ConnectTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = within(ctx, w.ConnectTimeout, ErrTimeout)
		defer cancel()
	}
	conn, err := w.dial(ctx, receive)
	switch {
	case err == nil:
		return conn, nil
	case context.Cause(ctx) == ErrTimeout:
		return nil, &WebSocketError{Address: w.Address, Kind: ErrTimeout, Detail: "no connection within " + w.ConnectTimeout.String()}
	case ctx.Err() != nil:
		return nil, &WebSocketError{Address: w.Address, Kind: ctx.Err()}
	}
	return nil, err
}

func (w *WebSocket) limits() message.Limits { return message.Limits{Frame: w.MaxFrame} }

// hasScheme reports whether an address begins as that of a WebSocket.
func hasScheme(address string) bool {
	scheme, _, found := strings.Cut(address, "://")
	return found && (ascii.EqualFold(scheme, "ws") || ascii.EqualFold(scheme, "wss"))
}

// isLoopback reports whether a host name, as in a URL, is that of the computer itself.
func isLoopback(host string) bool {
	host = ascii.ToLower(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasPrefix(host, "127.") ||
		host == "[::1]" || host == "::1"
}

// maxUnsent is how many bytes may wait to be sent before Send fails with ErrCongested:
// thousands of commands, which nobody wants carried out that late.
const maxUnsent = 1 << 20
