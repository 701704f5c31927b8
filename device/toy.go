package device

import "context"

// Toy is a toy that takes commands: one of a server in this process, or one of a server
// elsewhere. All that is done to a toy goes through this interface; a Guard stands before
// it and keeps it within what its owner allows.
//
// Output, Stop and StopNow never block. The errors of a toy that is gone wrap
// ErrDisconnected. The methods may be called from any goroutine.
type Toy interface {
	// Output gives commands to the toy, which reach it as one update. Nil means that they
	// were accepted; they may still wait for their turn. After an error none of them counts.
	Output(commands ...Command) error
	// Stop stops outputs, ends subscriptions, or both, of the given features; nil means all.
	Stop(features []uint32, outputs, inputs bool) error
	// StopNow starts to stop the toy before it returns, past everything that waits. It is
	// for the last moment of a page or process.
	StopNow()
	// Read measures an input: percent for Battery, dBm for RSSI, 0 or 1 for Button;
	// Pressure has no unit.
	Read(ctx context.Context, feature uint32, t InputType) (int32, error)
	// Subscribe calls fn with every value of an input that differs from the one before.
	// Key tells subscribers apart; a key that subscribes again replaces its fn, which must
	// not block.
	Subscribe(ctx context.Context, feature uint32, t InputType, key any, fn func(value int32)) error
	// Unsubscribe ends a subscription. It is no error if there is none.
	Unsubscribe(ctx context.Context, feature uint32, t InputType, key any) error
	// Done is closed when the toy is gone.
	Done() <-chan struct{}
}
