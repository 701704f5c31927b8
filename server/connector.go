package server

import (
	"context"
	"errors"
	"strconv"
	"sync"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
)

// Connector connects a client in the same process, without sockets and without JSON: what
// the client sends is carried out in the goroutine that sends it. Connecting always
// succeeds, if the context still lasts; after the server was closed the connection ends at
// once. Each connection is a session of its own.
func (v *Server) Connector() client.Connector {
	return connector(func(send func(message.Message)) session { return v.Open(send) })
}

// session is what a connection needs of a *Session.
type session interface {
	Handle(...message.Message)
	Close()
	Done() <-chan struct{}
}

type connector func(send func(message.Message)) session

// Connect implements client.Connector.
func (open connector) Connect(ctx context.Context) (client.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := &conn{arrived: make(chan struct{}, 1)}
	c.session = open(c.deliver)
	return c, nil
}

// maxQueue is how many messages may wait for Receive. A client takes them at once, so
// that many mean that it has stopped doing so.
const maxQueue = 1 << 16

var errOverflow = errors.New("the client has left " + strconv.Itoa(maxQueue) + " messages of the server unread")

type conn struct {
	session session
	arrived chan struct{} // holds a token while there may be something new in queue

	mu       sync.Mutex
	queue    []message.Message
	overflow bool
	closed   bool // by Close
}

// Send implements client.Conn.
func (c *conn) Send(_ context.Context, ms ...message.Message) error {
	select {
	case <-c.session.Done():
		return c.reason()
	default:
		c.session.Handle(ms...)
		return nil
	}
}

// Receive implements client.Conn.
func (c *conn) Receive(ctx context.Context) ([]message.Message, error) {
	for {
		// The session's last message is in the queue before Done is closed, so what is
		// taken after that is the rest.
		ended := false
		select {
		case <-c.session.Done():
			ended = true
		default:
		}
		if ms, err := c.take(); len(ms) > 0 || err != nil {
			return ms, err
		}
		if ended {
			return nil, c.reason()
		}
		select {
		case <-c.arrived:
		case <-c.session.Done():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// Close implements client.Conn.
func (c *conn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.session.Close()
	return nil
}

// deliver takes a message of the server. It does not block.
func (c *conn) deliver(m message.Message) {
	c.mu.Lock()
	if c.overflow = c.overflow || len(c.queue) >= maxQueue; c.overflow {
		c.queue = nil
	} else {
		c.queue = append(c.queue, m)
	}
	c.mu.Unlock()
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

func (c *conn) take() ([]message.Message, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.overflow {
		return nil, errOverflow
	}
	ms := c.queue
	c.queue = nil
	return ms, nil
}

func (c *conn) reason() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return client.ErrNotConnected
	}
	return client.ErrClosed
}
