package websocket

import (
	"errors"
	"strconv"
)

// What can go wrong, to be matched with errors.Is. A connection that the server closed
// matches client.ErrClosed.
var (
	ErrAddress     = errors.New("malformed WebSocket address")
	ErrUnreachable = errors.New("the server cannot be reached")
	ErrSecurity    = errors.New("the connection is not secure") // TLS failed, or an https page may not use ws://
	ErrHandshake   = errors.New("the WebSocket handshake failed")
	ErrTimeout     = errors.New("the server does not answer in time")
	ErrFrameSize   = errors.New("the server sent a frame that is too large")
	ErrCongested   = errors.New("too much waits to be sent or read")
	ErrLost        = errors.New("the connection broke")
)

// Error tells what went wrong with a connection.
type Error struct {
	Address string // as given to New
	Kind    error  // one of the errors of this package, client.ErrClosed, or that of a context
	Detail  string // more about it; may be ""
	Err     error  // the cause; may be nil
}

func (e *Error) Error() string {
	text := strconv.Quote(e.Address) + ": " + e.Kind.Error()
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// closeDetail tells what a server gave as the reason for closing.
func closeDetail(code int, reason string) string {
	text := "code " + strconv.Itoa(code)
	if reason != "" {
		text += ", " + strconv.Quote(reason)
	}
	return text
}
