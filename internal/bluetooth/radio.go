//go:build !js

package bluetooth

import (
	"context"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
)

// connectPauses are the waits before connecting is tried again: the first try often fails
// when the toy has just been switched on or let go by something else.
var connectPauses = [...]time.Duration{250 * time.Millisecond, time.Second}

// insist tries to connect, and again after an error for which there is hope.
func insist(ctx context.Context, try func() (connection, error), hope func(error) bool) (connection, error) {
	for _, pause := range connectPauses {
		c, err := try()
		if err == nil || !hope(err) || !backoff.Sleep(ctx, pause) {
			return c, err
		}
	}
	return try()
}

// endTimeout bounds what is done to give things back.
const endTimeout = 5 * time.Second

// seenAgain is how often a toy that tells nothing new is reported.
const seenAgain = 5 * time.Second

// poke fills a channel of capacity 1, unless it is full.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// radio is the Bluetooth of a system. Its errors are reasons of this package, a *said, or
// the cause of the context.
type radio interface {
	// scan looks around until ctx ends, which is no error, or until it can't go on. It
	// calls started once when it has begun, and seen with what is advertised, again and
	// again, one at a time. Two scans are never going on.
	scan(ctx context.Context, started func(), seen func(adv device.Advertisement)) error
	// connect connects to an address that was advertised, also long ago.
	connect(ctx context.Context, address string) (connection, error)
	// close gives everything back. Nothing is going on any more.
	close()
}

// connection is a GATT connection. One of its operations is going on at a time, but
// disconnect and writeNow may come in between. An operation may outlast its context.
type connection interface {
	// services lists the services that the toy has shown until now.
	services(ctx context.Context) ([]service, error)
	// changed gets a value when the toy may have shown more. nil if that is never told.
	changed() <-chan struct{}
	write(ctx context.Context, to *characteristic, data []byte, response bool) error
	// writeNow starts a write. What it returns waits for the result, at most until the
	// connection is lost; then there is no error.
	writeNow(to *characteristic, data []byte, response bool) (wait func() error)
	read(ctx context.Context, from *characteristic) ([]byte, error)
	// subscribe calls notify, in order, with every notification.
	subscribe(ctx context.Context, to *characteristic, notify func(data []byte)) error
	unsubscribe(ctx context.Context, from *characteristic) error
	// lost is closed when the connection is gone by itself.
	lost() <-chan struct{}
	// disconnect ends the connection, and returns when another one can be made. It takes
	// a few seconds at most, and may be called more than once.
	disconnect()
}

// service is a GATT service of a toy.
type service struct {
	uuid            string // lower case
	characteristics []*characteristic
}

// characteristic is a GATT characteristic of a toy.
type characteristic struct {
	uuid                          string // lower case
	withResponse, withoutResponse bool   // the writes that it allows
	handle                        any    // what the radio knows it by
}
