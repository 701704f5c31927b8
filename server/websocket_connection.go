//go:build !js

package server

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
)

// connection is one client. The goroutine of the request reads; one writes, one pings.
type connection struct {
	*handler
	ws      *websocket.Conn
	session *FrameSession
	out     *queue
	traffic atomic.Bool // something was read since the last look
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
		c.traffic.Store(true)
		if kind != websocket.MessageText {
			if _, err := io.Copy(io.Discard, r); err != nil {
				return err
			}
			continue
		}
		if buffer, err = readFrame(r, buffer[:0], limit+1); err != nil {
			return err
		}
		c.session.Handle(buffer)
		if cap(buffer) > keepBuffer {
			buffer = nil
		}
		if err := c.out.waitForRoom(ctx); err != nil {
			return err
		}
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

// write sends the session's frames, and closes the connection when the session has ended.
func (c *connection) write(ctx context.Context) error {
	for ended := false; ; {
		if frame, ok := c.out.next(); ok {
			if err := c.writeFrame(ctx, frame); err != nil {
				return err
			}
			continue
		}
		if ended {
			_ = c.ws.Close(websocket.StatusNormalClosure, "the session has ended") // the client may be gone already
			return errEnded
		}
		select {
		case <-c.out.ready:
		case <-c.session.Done():
			ended = true // its last frame is in the queue
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *connection) writeFrame(ctx context.Context, frame []byte) error {
	defer c.out.written(frame)
	ctx, cancel := context.WithTimeoutCause(ctx, c.WriteTimeout, errSlow)
	defer cancel()
	err := c.ws.Write(ctx, websocket.MessageText, frame)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// ping asks a silent client whether it is still there.
func (c *connection) ping(ctx context.Context) error {
	ticker := time.NewTicker(c.IdlePing)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
		if c.traffic.Swap(false) {
			continue
		}
		answer, cancel := context.WithTimeout(ctx, c.IdlePing)
		err := c.ws.Ping(answer)
		cancel()
		if err != nil && ctx.Err() == nil {
			return errNoPong
		}
	}
}
