// Package turns lets the operations on a connection run one at a time.
package turns

import (
	"context"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/device"
)

// Take waits until no operation is going on, and puts a token into turn, of capacity 1, for the
// one that is to begin. Whoever gets nil takes it out again when the operation has ended. A
// connection that ends sets closing and then closes done. The error is device.ErrDisconnected,
// or the cause of ctx.
func Take(ctx context.Context, turn chan struct{}, closing *atomic.Bool, done <-chan struct{}) error {
	if closing.Load() {
		return device.ErrDisconnected
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case turn <- struct{}{}: // mostly at once, which is quicker to find out alone
	default:
		select {
		case turn <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-done:
			return device.ErrDisconnected
		}
	}
	if closing.Load() {
		<-turn
		return device.ErrDisconnected
	}
	return nil
}
