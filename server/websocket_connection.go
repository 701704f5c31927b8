//go:build !js

package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/gobuttplug/gobuttplug/message"
)

// closeTimeout bounds how long a client may take to take what is left when its session has
// ended, and to say goodbye.
const closeTimeout = 1500 * time.Millisecond

// connection is one client. The goroutine of the request reads; one writes, one pings.
type connection struct {
	*handler
	ws       *websocket.Conn
	socket   net.Conn // below ws
	session  *FrameSession
	out      *queue
	admitted bool // it is one of the clients; guarded by gate.mu

	begin  time.Time
	seen   atomic.Int64 // the last sign of life, since begin
	paused atomic.Bool  // nothing is read until the client has read

	patience time.Time // the time at which all nonsense so far would be forgiven
}

// Nonsense costs time, and time spent with it is taken from other clients: who sends much of
// it is read less often.
const (
	nonsenseBurst = 20 // frames, or 50 errors in one frame each
	nonsenseEvery = 50 * time.Millisecond
)

// bear waits if the client has sent more nonsense than anybody does by mistake.
func (c *connection) bear(ctx context.Context) error {
	errors := c.session.senseless.Swap(0)
	if errors == 0 {
		return nil
	}
	now := time.Now()
	if c.patience.Before(now) {
		c.patience = now
	}
	c.patience = c.patience.Add(time.Duration(1+errors/50) * nonsenseEvery)
	wait := c.patience.Sub(now) - nonsenseBurst*nonsenseEvery
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// alive notes a sign of life.
func (c *connection) alive() { c.seen.Store(int64(time.Since(c.begin))) }

// silence is for how long there was no sign of life.
func (c *connection) silence() time.Duration {
	return time.Since(c.begin) - time.Duration(c.seen.Load())
}

// ended is called when the last message is in the queue. The deadline ends whatever reads
// and writes, also to a client that takes nothing.
func (c *connection) ended() {
	_ = c.socket.SetDeadline(time.Now().Add(closeTimeout)) // fails only if it is closed already
	c.out.end()
}

// lively reads what the client sends and takes it for a sign of life.
type lively struct {
	io.Reader
	*connection
}

func (l lively) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	l.alive()
	return n, err
}

// read hands the client's frames to the session.
func (c *connection) read(ctx context.Context) error {
	limit := c.srv.MaxFrame()
	c.ws.SetReadLimit(int64(limit) * discardFactor)
	var buffer []byte
	for {
		kind, r, err := c.ws.Reader(ctx)
		if err != nil {
			return err
		}
		if buffer, err = readFrame(lively{r, c}, buffer[:0], limit+1); err != nil {
			return err
		}
		if kind == websocket.MessageText {
			c.session.Handle(buffer)
		} else {
			c.session.HandleBinary()
		}
		if cap(buffer) > keepBuffer {
			buffer = nil
		}
		if err := c.bear(ctx); err != nil {
			return err
		}
		c.paused.Store(true)
		if err := c.out.waitForRoom(ctx); err != nil {
			return err
		}
		c.paused.Store(false)
	}
}

// readFrame appends the first limit bytes of r to buffer and drops the rest.
func readFrame(r io.Reader, buffer []byte, limit int) ([]byte, error) {
	for len(buffer) < limit {
		if len(buffer) == cap(buffer) {
			buffer = append(buffer, 0)[:len(buffer)]
		}
		n, err := r.Read(buffer[len(buffer):min(cap(buffer), limit)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return nil, err
		}
	}
	_, err := io.Copy(io.Discard, r)
	return buffer, err
}

// write sends what is in the queue, and closes the connection when the session has ended.
func (c *connection) write(ctx context.Context) error {
	for {
		m, ended := c.out.next()
		switch {
		case m != nil:
			if err := c.writeMessage(ctx, m); err != nil {
				return err
			}
			runtime.Gosched() // one who is sent much does not hold up the others
		case ended:
			_ = c.ws.Close(c.farewell()) // the client may be gone already
			return errEnded
		default:
			select {
			case <-c.out.ready:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
	}
}

func (c *connection) writeMessage(ctx context.Context, m message.Message) error {
	defer c.out.written(m)
	var frame []byte
	if r, ok := m.(*rendered); ok {
		frame = r.frame
	} else {
		frame = message.Append(nil, m)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.WriteTimeout, errSlow)
	defer cancel()
	err := c.ws.Write(ctx, websocket.MessageText, frame)
	switch {
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil && c.paused.Load():
		c.alive() // it can't answer a ping as long as nothing is read
	}
	return err
}

// farewell is how the connection is closed after the end of the session.
func (c *connection) farewell() (websocket.StatusCode, string) {
	status, reason := c.session.Farewell()
	why := c.session.session.lastWords()
	switch {
	case why == nil:
	case errors.Is(why, errNoHello):
		return websocket.StatusPolicyViolation, reason
	case errors.Is(why, errCrowded), errors.Is(why, errFull):
		return websocket.StatusTryAgainLater, reason
	}
	return websocket.StatusCode(status), reason
}

// ping asks a client that is silent whether it is still there, and gives up one that does
// not answer.
func (c *connection) ping(ctx context.Context) error {
	askAfter := c.IdleTimeout / 3
	timer := time.NewTimer(askAfter)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-timer.C:
		}
		if silence := c.silence(); silence >= askAfter {
			answer, cancel := context.WithTimeout(ctx, c.IdleTimeout-silence)
			err := c.ws.Ping(answer)
			waited := errors.Is(err, context.DeadlineExceeded) // for the pong, or for its turn to write
			cancel()
			switch {
			case err == nil:
				c.alive()
			case waited && c.silence() >= c.IdleTimeout:
				return errNoPong
			case ctx.Err() != nil:
				return context.Cause(ctx)
			case !waited:
				return err // the connection is closed
			}
		}
		timer.Reset(max(askAfter-c.silence(), time.Millisecond))
	}
}

// systemBuffer bounds what the system keeps for a client that does not read. By itself it
// would take some megabytes of each, and soon.
const systemBuffer = 256 << 10

// tapped keeps the connection that websocket.Accept takes over.
type tapped struct {
	http.ResponseWriter
	socket net.Conn
}

// Hijack implements http.Hijacker.
func (t *tapped) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	socket, buffers, err := http.NewResponseController(t.ResponseWriter).Hijack()
	t.socket = socket
	if tcp, ok := socket.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(systemBuffer) // a wish; it works without
	}
	return socket, buffers, err
}
