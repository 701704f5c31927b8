//go:build !js

package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/coder/websocket"
	"github.com/gobuttplug/gobuttplug/message"
)

const (
	writeTimeout = 10 * time.Second // for one frame
	closeTimeout = time.Second      // for the server's part of the closing
)

// wsConn has a goroutine that writes, so that Send waits for nobody, and one that reads.
type wsConn struct {
	address string
	limits  message.Limits
	ws      *websocket.Conn
	cut     func()          // closes the network connection
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
	writer  sync.WaitGroup
	receive func(message.Message)
	done    chan struct{} // closed when nothing is read any more
	closing sync.Once
	pending chan struct{} // holds a token while there may be something in unsent

	mu     sync.Mutex
	unsent [][]byte
	size   int   // of unsent and the frame that is being written, in bytes
	broken error // why nothing can be sent any more
}

func newWSConn(w *WebSocket, ws *websocket.Conn, cut func(), receive func(message.Message)) *wsConn {
	conn := &wsConn{address: w.Address, limits: w.limits(), ws: ws, cut: cut, receive: receive,
		done: make(chan struct{}), pending: make(chan struct{}, 1)}
	conn.ctx, conn.cancel = context.WithCancel(context.Background())
	conn.writer.Go(conn.write)
	go conn.read()
	return conn
}

// Send implements Conn.
func (c *wsConn) Send(_ context.Context, ms ...message.Message) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return c.broken
	}
	if c.size > maxUnsent {
		return &WebSocketError{Address: c.address, Kind: ErrCongested, Detail: "the server or the network is too slow"}
	}
	for _, m := range ms {
		frame := message.Append(nil, m)
		c.unsent = append(c.unsent, frame)
		c.size += len(frame)
	}
	select {
	case c.pending <- struct{}{}:
	default:
	}
	return nil
}

func (c *wsConn) write() {
	for {
		select {
		case <-c.pending:
		case <-c.ctx.Done():
			return
		}
		c.mu.Lock()
		frames := c.unsent
		c.unsent = nil
		c.mu.Unlock()
		for _, frame := range frames {
			if err := c.writeFrame(frame); err != nil {
				_ = c.fail(err)
				return
			}
		}
	}
}

func (c *wsConn) writeFrame(frame []byte) error {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	// Cancelling closes the connection, which read notices too, so the reason is told first.
	slow := time.AfterFunc(writeTimeout, func() {
		_ = c.fail(&WebSocketError{Address: c.address, Kind: ErrTimeout, Detail: "a message could not be sent within " + writeTimeout.String()})
		cancel()
	})
	defer slow.Stop()
	if err := c.ws.Write(ctx, websocket.MessageText, frame); err != nil {
		return &WebSocketError{Address: c.address, Kind: ErrLost, Err: err}
	}
	c.mu.Lock()
	c.size -= len(frame)
	c.mu.Unlock()
	return nil
}

// fail makes Send fail from now on. The first reason counts.
func (c *wsConn) fail(err error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken == nil {
		c.broken = err
		c.unsent = nil
	}
	return c.broken
}

// read hands over what the server says until the connection ends. The library answers
// WebSocket pings meanwhile.
func (c *wsConn) read() {
	defer close(c.done)
	for {
		kind, frame, err := c.ws.Read(context.Background()) // Close ends it
		if err != nil {
			_ = c.fail(c.readError(err))
			return
		}
		if kind == websocket.MessageText {
			Decode(frame, c.limits, c.receive)
		}
	}
}

// Done implements Conn.
func (c *wsConn) Done() <-chan struct{} { return c.done }

// Err implements Conn.
func (c *wsConn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broken
}

func (c *wsConn) readError(err error) error {
	var closed websocket.CloseError
	switch {
	case errors.Is(err, websocket.ErrMessageTooBig):
		return &WebSocketError{Address: c.address, Kind: ErrFrameSize, Err: err}
	case errors.As(err, &closed):
		return &WebSocketError{Address: c.address, Kind: ErrClosed, Detail: closeDetail(int(closed.Code), closed.Reason)}
	}
	return &WebSocketError{Address: c.address, Kind: ErrLost, Err: err}
}

// Close implements Conn.
func (c *wsConn) Close() error {
	var err error
	c.closing.Do(func() {
		_ = c.fail(&WebSocketError{Address: c.address, Kind: ErrNotConnected})
		c.cancel()
		c.writer.Wait()
		hurry := time.AfterFunc(closeTimeout, c.cut)
		defer hurry.Stop()
		err = c.ws.Close(websocket.StatusNormalClosure, "")
	})
	return err
}
