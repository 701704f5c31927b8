package device

import "context"

// Toy is a toy that takes commands: one of a server in this process, or one of a server
// elsewhere. Everything that is done to a toy goes through this interface; a Guard stands
// before it and keeps it within what its owner allows.
//
// Output, Stop and StopNow do not block. Read, Subscribe and Unsubscribe wait for the toy, and
// return soon after ctx has ended. The errors of a toy that is gone match ErrDisconnected. The
// methods may be called from any goroutine.
type Toy interface {
	// Output gives commands to the toy, which reach it as one update. Nil means that they
	// were accepted; they may still wait for their turn. If there is an error, none of them
	// was.
	Output(commands ...Command) error
	// Stop stops the outputs of the given features, ends their subscriptions, or both; nil
	// means all features. It overtakes commands that wait.
	Stop(features []uint32, outputs, inputs bool) error
	// StopNow starts to stop the toy before it returns, past everything that waits. It is
	// for the last moment of a page or process.
	StopNow()
	// Read measures an input: percent for Battery, dBm for RSSI, 0 or 1 for Button;
	// Pressure has no unit.
	Read(ctx context.Context, feature uint32, t InputType) (int32, error)
	// Subscribe calls fn with every value of an input that differs from the one before, until
	// Unsubscribe or Stop. Fn must not block. Key, which is compared with ==, tells
	// subscribers apart; a key that subscribes again replaces its fn.
	Subscribe(ctx context.Context, feature uint32, t InputType, key any, fn func(value int32)) error
	// Unsubscribe ends a subscription. It is no error if there is none.
	Unsubscribe(ctx context.Context, feature uint32, t InputType, key any) error
	// Done is closed when the toy is gone.
	Done() <-chan struct{}
}
