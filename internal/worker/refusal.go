package worker

import (
	"errors"
	"strconv"

	"github.com/gobuttplug/gobuttplug/device"
)

// A toy that does not take what it is told is disconnected, for two reasons: whoever
// gave the commands was answered with Ok and has to learn that nothing came of them, and
// most toys stop when their connection ends.
const (
	// maxRefusals is how many writes for a feature may fail in a row.
	maxRefusals = 3
	// maxNeglect is how many writes in a row may fail that keep the toy going.
	maxNeglect = 3
)

// refusedError tells why the worker has disconnected its toy.
type refusedError struct {
	what string
	err  error // of the last write
}

func (e *refusedError) Error() string {
	return device.ErrNotResponding.Error() + " (" + e.what + ": " + e.err.Error() + ")"
}

func (e *refusedError) Unwrap() []error { return []error{device.ErrNotResponding, e.err} }

func inARow(n int) string { return strconv.Itoa(n) + " writes in a row failed, the last with" }

// Err tells, once Done is closed, why the worker has ended by itself: because the toy did
// not take what it was told. The error wraps device.ErrNotResponding. It is nil if the toy
// was closed or its connection was lost.
func (w *Worker) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused
}

// giveUp disconnects the toy.
func (w *Worker) giveUp(what string, err error) {
	refused := &refusedError{what, err}
	w.mu.Lock()
	if !w.closing {
		w.refused = refused
	}
	w.mu.Unlock()
	w.log("is disconnected: " + refused.Error())
	_ = w.link.Close() // nothing more can be done for it
	w.cancel(refused)
}

// hung notes that the platform has ended the connection because the toy did not answer
// to a write.
func (w *Worker) hung(err error) {
	if errors.Is(err, device.ErrTimeout) {
		w.giveUp("the last write failed", err)
	}
}
