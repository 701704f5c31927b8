package client

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/require"
)

// opened is a connection whose messages a test takes one by one.
type opened struct {
	Conn
	messages chan message.Message
}

// openWith opens a connection that is closed when the test ends.
func openWith(t *testing.T, connector Connector) *opened {
	t.Helper()
	o := &opened{messages: make(chan message.Message, 1<<12)}
	conn, err := connector.Connect(t.Context(), func(m message.Message) { o.messages <- m })
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	o.Conn = conn
	return o
}

// next gives the next message, or why there is none any more.
func (o *opened) next() (message.Message, error) {
	select {
	case m := <-o.messages:
		return m, nil
	default:
	}
	select {
	case m := <-o.messages:
		return m, nil
	case <-o.Done():
	}
	select {
	case m := <-o.messages:
		return m, nil
	default:
		return nil, o.Err()
	}
}

// ignore is for connections that nothing is received from.
func ignore(message.Message) {}

// decoded are the messages of a frame.
func decoded(frame string) (ms []message.Message) {
	Decode([]byte(frame), message.DefaultLimits, func(m message.Message) { ms = append(ms, m) })
	return ms
}
