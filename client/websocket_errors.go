package client

import (
	"strconv"
)

// WebSocketError tells what went wrong with a connection.
type WebSocketError struct {
	Address string // as given
	Kind    error  // ErrUnreachable or another error of this package, or that of a context
	Detail  string // more about it, and what to do; may be ""
	Err     error  // the cause; may be nil
}

func (e *WebSocketError) Error() string {
	text := quote(e.Address) + ": " + e.Kind.Error()
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap gives the kind and the cause.
func (e *WebSocketError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// closeDetail tells what a server gave as the reason for closing.
func closeDetail(code int, reason string) string {
	text := "code " + strconv.Itoa(code)
	if reason != "" {
		text += ", " + quote(reason)
	}
	return text
}
