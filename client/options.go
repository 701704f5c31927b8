package client

import (
	"math/rand/v2"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Options of a Client. The zero value of each field is usable.
type Options struct {
	// Name is what a server shows its user.
	Name string
	// HandshakeTimeout bounds how long Connect waits for the server's answer to
	// RequestServerInfo. 0: 10 s; negative: no bound but the context's.
	HandshakeTimeout time.Duration
	// RequestTimeout bounds how long a request waits for its answer. 0: 20 s; negative: no
	// bound but the context's.
	RequestTimeout time.Duration
	// Reconnect says whether a connection that is lost is made again.
	Reconnect Reconnect
	// Limits are what the owner of the toys allows, for servers that know nothing of them.
	// Clients may share them. Nil: everything.
	Limits *device.Limits
	// Sent takes what a device was told, after Limits; see device.Guard.Observe. It is called
	// only for clients with Limits. May be nil.
	Sent func(d *Device, commands []device.Command)
	// Log takes a line about everything that the client could make nothing of and dropped.
	// It is called from several goroutines, must return soon and must not call the client.
	Log func(line string)
}

// Reconnect says whether a connection that was established and is lost is made again. The
// zero value is: no, OnServerDisconnect is called at once.
//
// Otherwise the connector connects again, at growing intervals, and the session is rebuilt:
// the handshake, the devices, the subscriptions. Devices that are still there, with the
// same index and definition, stay the same Device; the others are removed. Outputs are
// still then: servers stop what a client set going that is gone. Until then calls fail with
// ErrReconnecting. OnReconnecting tells of each try, OnReconnected of the success, and
// OnServerDisconnect with ErrGivenUp of the end. Disconnect ends it too.
//
// A server that was reached and does not fit or refuses (HandshakeError) is not tried again,
// and a session that ended because of a missed ping is not revived.
type Reconnect struct {
	// For is how long it is tried after each loss; 0: not at all.
	For time.Duration
	// Jitter gives a number from 0 to 1 that spreads the tries of many clients of a server
	// that was restarted: the pause is half fixed and half chance. Nil: a random one.
	Jitter func() float64
}

// DefaultReconnectFor is how long programs try that have no reason for another time.
const DefaultReconnectFor = 5 * time.Minute

// The time-outs used where Options set none.
const (
	DefaultHandshakeTimeout = 10 * time.Second
	DefaultRequestTimeout   = 20 * time.Second
)

func (o *Options) setDefaults() {
	if o.HandshakeTimeout == 0 {
		o.HandshakeTimeout = DefaultHandshakeTimeout
	}
	if o.Reconnect.Jitter == nil {
		o.Reconnect.Jitter = rand.Float64
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = DefaultRequestTimeout
	}
}
