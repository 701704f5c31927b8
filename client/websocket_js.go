//go:build js && wasm

package client

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/hack-pad/safejs"
)

const defaultConnectTimeout = 30 * time.Second

// NativeWebSocket has no fields in a page: nothing can be set there.
type NativeWebSocket struct{}

// The readyState of a WebSocket, and the code of a connection that ended without a close
// frame.
const (
	stateOpen    = 1
	codeAbnormal = 1006
)

func (w *WebSocket) dial(ctx context.Context, receive func(message.Message)) (*wsConn, error) {
	conn := &wsConn{address: w.Address, limits: w.limits(), receive: receive, opened: make(chan struct{}), done: make(chan struct{})}
	class := jsx.Get(safejs.Global(), "WebSocket")
	if jsx.TypeOf(class) != safejs.TypeFunction {
		return nil, conn.failure(ErrUnreachable, "there is no WebSocket in this JavaScript environment", nil)
	}
	ws, err := jsx.New(class, w.Address)
	switch {
	case jsx.IsException(err, "SyntaxError"):
		return nil, conn.failure(ErrAddress, "", err)
	case jsx.IsException(err, "SecurityError"):
		return nil, conn.failure(ErrInsecure, "", err)
	case err != nil:
		return nil, conn.failure(ErrUnreachable, "", err)
	}
	if err := conn.listen(ws); err != nil {
		conn.end(err)
		return nil, conn.failure(ErrUnreachable, "", err)
	}
	select {
	case <-conn.opened:
	case <-ctx.Done():
		conn.end(ctx.Err())
	}
	if err := conn.Err(); err != nil {
		return nil, err
	}
	return conn, nil
}

// wsConn passes on what the browser's WebSocket tells.
type wsConn struct {
	address string
	limits  message.Limits
	ws      safejs.Value
	send    jsx.Method
	remove  []func()      // takes the listeners off
	opened  chan struct{} // closed when the connection is open, or has failed
	receive func(message.Message)
	done    chan struct{}

	mu     sync.Mutex
	isOpen bool
	err    error // why the connection ended
}

func (c *wsConn) listen(ws safejs.Value) error {
	c.ws, c.send = ws, jsx.Bind(ws, "send")
	for _, l := range []struct {
		event string
		fn    func(safejs.Value)
	}{
		{"open", func(safejs.Value) { c.onOpen() }},
		{"message", c.onMessage},
		{"close", c.onClose},
	} {
		remove, err := jsx.Listen(ws, l.event, l.fn)
		if err != nil {
			return err
		}
		c.remove = append(c.remove, remove)
	}
	return nil
}

func (c *wsConn) onOpen() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.isOpen && c.err == nil {
		c.isOpen = true
		close(c.opened)
	}
}

// onMessage takes a text frame. Others are ignored.
func (c *wsConn) onMessage(event safejs.Value) {
	data := jsx.Get(event, "data")
	if jsx.TypeOf(data) != safejs.TypeString {
		return
	}
	// A character takes at least one byte, so a large frame is refused without copying it.
	object, _ := toObject().Call(data)
	length := int(jsx.NumberOrZero(object, "length"))
	frame := ""
	if length <= c.limits.Frame {
		frame, _ = jsx.String(data)
		length = len(frame)
	}
	if length > c.limits.Frame {
		c.end(c.failure(ErrFrameSize, strconv.Itoa(length)+" bytes; at most "+strconv.Itoa(c.limits.Frame)+" are taken", nil))
		return
	}
	if c.Err() == nil {
		Decode([]byte(frame), c.limits, c.receive)
	}
}

// toObject makes a String object, whose length Go can ask for, of a string.
var toObject = sync.OnceValue(func() jsx.Method { return jsx.Bind(safejs.Global(), "Object") })

func (c *wsConn) onClose(event safejs.Value) {
	c.mu.Lock()
	isOpen := c.isOpen
	c.mu.Unlock()
	code, reason := int(jsx.NumberOrZero(event, "code")), jsx.StringOrEmpty(event, "reason")
	switch {
	case !isOpen:
		c.end(c.unreachable())
	case code == codeAbnormal:
		c.end(c.failure(ErrLost, "", nil))
	default:
		c.end(c.failure(ErrClosed, closeDetail(code, reason), nil))
	}
}

// pageScheme is how the page was loaded, "https:" for example.
var pageScheme = func() string {
	return jsx.StringOrEmpty(jsx.Get(safejs.Global(), "location"), "protocol")
}

// unreachable tells why a connection may not have come about. The browser does not say.
func (c *wsConn) unreachable() error {
	class := jsx.Get(safejs.Global(), "URL")
	url, _ := jsx.New(class, c.address)
	encrypted := jsx.StringOrEmpty(url, "protocol") == "wss:"
	switch {
	case encrypted:
		return c.failure(ErrUnreachable, "the server does not run there, or the browser does not trust its certificate; "+
			"open https://"+jsx.StringOrEmpty(url, "host")+" to see which", nil)
	case pageScheme() == "https:" && !isLoopback(jsx.StringOrEmpty(url, "hostname")):
		return c.failure(ErrInsecure, "a page that came over https may connect to wss:// addresses and to this computer only", nil)
	}
	return c.failure(ErrUnreachable, "the server does not run there, or does not let in pages of this address "+
		"(gobuttplug serve: --allow-origin), or the browser did not allow the connection "+
		"(local network permission, Content-Security-Policy; Safari never allows it from https)", nil)
}

// Send implements Conn.
func (c *wsConn) Send(_ context.Context, ms ...message.Message) error {
	if err := c.Err(); err != nil {
		return err
	}
	if jsx.NumberOrZero(c.ws, "bufferedAmount") > maxUnsent {
		return c.failure(ErrCongested, "the server or the network is too slow", nil)
	}
	// In the states closing and closed, send would drop the message without an error.
	if jsx.NumberOrZero(c.ws, "readyState") != stateOpen {
		return c.failure(ErrLost, "", nil)
	}
	var frame []byte
	for _, m := range ms {
		frame = message.Append(frame[:0], m)
		if _, err := c.send.Call(string(frame)); err != nil {
			return c.failure(ErrLost, "", err)
		}
	}
	return nil
}

// Done implements Conn.
func (c *wsConn) Done() <-chan struct{} { return c.done }

// Err implements Conn.
func (c *wsConn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Close implements Conn.
func (c *wsConn) Close() error {
	c.end(c.failure(ErrNotConnected, "", nil))
	return nil
}

// end ends the connection. The first reason counts.
func (c *wsConn) end(reason error) {
	c.mu.Lock()
	first := c.err == nil
	if first {
		c.err = reason
		if !c.isOpen {
			close(c.opened)
		}
	}
	c.mu.Unlock()
	if !first {
		return
	}
	for _, remove := range c.remove {
		remove()
	}
	_, _ = jsx.Call(c.ws, "close")
	close(c.done)
}

func (c *wsConn) failure(kind error, detail string, err error) *WebSocketError {
	return &WebSocketError{Address: c.address, Kind: kind, Detail: detail, Err: err}
}
