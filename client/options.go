package client

import (
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

// The time-outs used where Options set none.
const (
	DefaultHandshakeTimeout = 10 * time.Second
	DefaultRequestTimeout   = 20 * time.Second
)

func (o *Options) setDefaults() {
	if o.HandshakeTimeout == 0 {
		o.HandshakeTimeout = DefaultHandshakeTimeout
	}
	if o.RequestTimeout == 0 {
		o.RequestTimeout = DefaultRequestTimeout
	}
}
