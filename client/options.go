package client

import (
	"math/rand/v2"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Options of a Client. The zero value of each field is usable.
type Options struct {
	// Name is what the server shows its user.
	Name string
	// HandshakeTimeout bounds how long Connect waits for the server's answer to
	// RequestServerInfo. 0: 10 s; negative: no bound but the context's.
	HandshakeTimeout time.Duration
	// RequestTimeout bounds how long a request waits for its answer. 0: 20 s; negative: no
	// bound but the context's.
	RequestTimeout time.Duration
	// Reconnect says whether a connection that is lost is made again. The zero value: no.
	Reconnect Reconnect
	// Limits are what the owner of the toys allows, for servers that know nothing of limits.
	// Clients may share them. Nil: everything.
	Limits *device.Limits
	// Sent is called with what a device was told, after Limits; see device.Guard.Observe. It
	// needs Limits, NewLimits for example. May be nil.
	Sent func(d *Device, commands []device.Command)
	// Log is called with a line for everything that the client could not make sense of and
	// dropped. It may be called from several goroutines at once; it must not block, nor call
	// the client. May be nil.
	Log func(line string)
}

// Reconnect says whether a connection that was established and is lost is made again. With the
// zero value it is not, and OnServerDisconnect is called at once.
//
// Otherwise the connector connects again, after pauses from 0.5 to 15 s, and the session is
// rebuilt: the handshake, the devices, the subscriptions. Devices that are still there, with the
// same index and definition, stay the same Device; the others are removed. Outputs are still
// afterwards, because servers stop what a client that is gone has set going. Until then calls
// fail with ErrReconnecting. OnReconnecting tells of each try and OnReconnected of the success; if
// there is none in time, OnServerDisconnect tells it with ErrGivenUp. Disconnect ends the tries.
//
// A server that was reached and does not fit or refuses (HandshakeError) is not tried again, and
// a session that ended because of a missed ping is not revived.
type Reconnect struct {
	// For is how long it is tried after each loss, five minutes for example. 0: not at all.
	For time.Duration
	// Jitter returns a number from 0 to 1 that spreads the tries of many clients when a server
	// was restarted: a pause is half of its length and this share of the other half. It may be
	// called from any goroutine. Nil: a random one.
	Jitter func() float64
}

// The time-outs used where Options set none.
const (
	defaultHandshakeTimeout = 10 * time.Second
	defaultRequestTimeout   = 20 * time.Second
)

func (o *Options) setDefaults() {
	if o.HandshakeTimeout == 0 {
		o.HandshakeTimeout = defaultHandshakeTimeout
	}
	if o.Reconnect.Jitter == nil {
		o.Reconnect.Jitter = rand.Float64
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = defaultRequestTimeout
	}
}
