package worker

import (
	"errors"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// A toy that does not take what it is told is disconnected, for two reasons: whoever
// gave the commands was answered with Ok and has to learn that nothing came of them, and
// most toys stop when their connection ends. It is tried for 600 ms at least, so that a
// hiccup of the radio does no harm.
const (
	// maxRefusals is how many writes of the same thing may fail in a row.
	maxRefusals = 6
	// refusalPause is the pause after the first failure; each further one is longer by as much.
	refusalPause = 40 * time.Millisecond
)

// refusals are writes in a row that failed.
type refusals struct {
	n     int
	pause time.Time // the end of the pause after the last one
}

// add counts a failure. One within the pause after the last, for the sake of a stop, tells
// nothing new.
func (r *refusals) add() {
	if now := clock(); !now.Before(r.pause) {
		r.n++
		r.pause = now.Add(time.Duration(r.n) * refusalPause)
	}
}

// refusedError tells why the worker has disconnected its toy.
type refusedError struct {
	what string
	err  error // of the last write
}

func (e *refusedError) Error() string {
	return device.ErrNotResponding.Error() + " (" + e.what + ": " + e.err.Error() + ")"
}

func (e *refusedError) Unwrap() []error { return []error{device.ErrNotResponding, e.err} }

// Err tells, once Done is closed, why the worker has ended by itself: because the toy did
// not take what it was told. The error wraps device.ErrNotResponding. It is nil if the toy
// was closed or its connection was lost.
func (w *Worker) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.refused
}

// judge gives up the toy if it has refused too much.
func (w *Worker) judge(r refusals, err error) {
	if r.n >= maxRefusals {
		w.giveUp(strconv.Itoa(r.n)+" writes in a row failed, the last with", err)
	}
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
