package client

import "time"

// The time-outs of a client that sets none.
const (
	DefaultHandshakeTimeout = 10 * time.Second
	DefaultRequestTimeout   = 20 * time.Second
)

// Option changes how a Client works.
type Option func(*settings)

type settings struct {
	log                              func(line string)
	handshakeTimeout, requestTimeout time.Duration
	noPing                           bool
}

// WithLog calls log with a line about everything that the client could make nothing of
// and dropped. log is called from several goroutines; it must return soon and must not
// call the client.
func WithLog(log func(line string)) Option {
	return func(s *settings) { s.log = log }
}

// WithHandshakeTimeout bounds how long Connect waits for the server's answer to
// RequestServerInfo. The default is DefaultHandshakeTimeout; 0 means no bound but the
// context's.
func WithHandshakeTimeout(d time.Duration) Option {
	return func(s *settings) { s.handshakeTimeout = d }
}

// WithRequestTimeout bounds how long a request waits for its answer. The default is
// DefaultRequestTimeout; 0 means no bound but the context's.
func WithRequestTimeout(d time.Duration) Option {
	return func(s *settings) { s.requestTimeout = d }
}

// WithoutPing makes the client send no pings, so that a server that wants them ends the
// session. It is there to test servers.
func WithoutPing() Option {
	return func(s *settings) { s.noPing = true }
}
