// Package worker drives one connected toy. A Worker owns the toy: it alone writes
// commands, it keeps the time between writes, repeats packets for toys that need it, and
// makes sure that the newest command and every stop arrive.
//
// Commands are merged, not queued: at most one waits for each feature, and a newer one
// replaces it. So memory and delay stay bounded at any rate of calls.
package worker

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// stopTries bounds how often a stop, or a level of 0, is written again after a failed
// write. A toy that has taken none of them is disconnected.
const stopTries = 5

// stopRetryAfter is the pause before a failed stop is written again.
const stopRetryAfter = 40 * time.Millisecond

// closeTimeout bounds how long Close waits for the toy to take its stop.
const closeTimeout = time.Second

// UnsupportedError tells that the toy's protocol can't do what was asked.
type UnsupportedError struct {
	Device  string // name
	Feature uint32 // index
	What    string // output or input type
}

func (e *UnsupportedError) Error() string {
	return e.Device + " can't do " + e.What + " with its feature " + strconv.FormatUint(uint64(e.Feature), 10)
}

// Worker drives one connected toy. Its methods may be called from any goroutine.
type Worker struct {
	spec *protocol.Spec
	def  *device.Definition
	link *hub
	gap  time.Duration
	log  func(string)

	ctx    context.Context
	cancel context.CancelCauseFunc
	wake   chan struct{} // capacity 1: something changed for run
	done   chan struct{} // closed when run has ended

	// stateMu guards state, which the protocol's functions read and change. They never block.
	stateMu sync.Mutex
	state   *protocol.State

	// mu guards what callers hand over to run.
	mu        sync.Mutex
	pending   []device.Command // at most one for each feature, oldest first
	urgent    bool             // pending holds a stop: don't wait for the gap
	fresh     bool             // a stop came since the last try to write one
	closing   bool             // Close was called: nothing but stops any more
	stopping  bool             // run is writing a stop
	looks     bool             // run looks at pending when the gap is over
	stopMoves bool             // a stop also has to end moves
	last      map[uint32]device.Command
	moving    map[uint32]bool // features set going that are not known to be still again
	refused   error           // why the toy was given up

	// writing ends with the next StopNow, so that no write is tried any longer that would
	// come after its stop.
	writing   context.Context
	interrupt context.CancelCauseFunc
	// reset: StopNow was called, and run has yet to drop what it took before. It is set
	// with mu held, and an atomic because it is also looked at under stateMu, which is
	// taken after mu.
	reset atomic.Bool

	reading chan struct{} // capacity 1, full while taken: one read conversation at a time
	talk    *protocol.Conversation
	sensors sensors
}

// Output gives commands to the toy, in its own range (see device.Output.Level). They
// reach it as one update. Output never blocks: nil means accepted; a command equal to the
// feature's last one is accepted and dropped. The error is an *UnsupportedError or wraps
// device.ErrDisconnected; then none of the commands was taken.
func (w *Worker) Output(commands ...device.Command) error {
	if err := w.gone(); err != nil {
		return err
	}
	for _, c := range commands {
		if !w.accepts(c) {
			return &UnsupportedError{Device: w.def.Name, Feature: c.Feature, What: c.Type.String()}
		}
	}
	w.mu.Lock()
	if w.closing {
		w.mu.Unlock()
		return &goneError{w.def.Name}
	}
	knows := w.looks || len(w.pending) > 0 // run will find what comes, by itself
	for _, c := range commands {
		if w.last[c.Feature] != c {
			w.put(c)
		}
	}
	begins := !knows && len(w.pending) > 0
	w.mu.Unlock()
	if begins {
		w.poke()
	}
	return nil
}

// Stop stops outputs, ends all subscriptions, or both, of the given features; nil means
// all features. It never blocks. The outputs' stop is written next, without waiting for
// the gap, and again if a write fails. The error wraps device.ErrDisconnected.
func (w *Worker) Stop(features []uint32, outputs, inputs bool) error {
	if err := w.gone(); err != nil {
		return err
	}
	if inputs {
		w.sensors.drop(features)
		go w.tidySensors()
	}
	if outputs {
		w.mu.Lock()
		w.putStop(features)
		w.mu.Unlock()
		w.poke()
	}
	return nil
}

// StopNow starts the writes that stop the toy before it returns, past everything that
// waits. It is for the last moment of a page or process. A toy that is known to be still
// gets none: of what a page writes while it closes, only the first is sure to arrive.
func (w *Worker) StopNow() {
	if w.gone() != nil {
		return
	}
	w.mu.Lock()
	if len(w.moving) == 0 {
		w.mu.Unlock()
		return
	}
	w.pending, w.urgent, w.stopMoves = nil, false, false
	w.putStop(nil)
	stop := w.pending
	w.pending, w.urgent, w.stopMoves = nil, false, false
	clear(w.last) // nobody learns whether the writes arrive, so a command of 0 that follows is none too many
	w.reset.Store(true)
	w.interrupt(errOvertaken)
	w.mu.Unlock()

	w.stateMu.Lock()
	writes := w.spec.Encode(w.state, stop)
	if w.spec.StopMoves != nil {
		writes = append(writes, w.spec.StopMoves(w.state)...)
	}
	w.stateMu.Unlock()
	for _, one := range writes {
		if one.After == 0 {
			w.link.WriteNow(endpoint(one), one.Data, one.Response)
		}
	}
	w.poke()
}

// Definition is the model that was found.
func (w *Worker) Definition() *device.Definition { return w.def }

// Gap is the least time between writes; 0 for none.
func (w *Worker) Gap() time.Duration { return w.gap }

// Done is closed when the toy is gone and nothing of the worker runs any more.
func (w *Worker) Done() <-chan struct{} { return w.done }

// Close stops the toy, ends the worker and closes the connection. It returns when all of
// that has happened; a toy that does not take its stop is given a second.
func (w *Worker) Close() error {
	w.mu.Lock()
	w.closing = true
	w.mu.Unlock()
	if w.Stop(nil, true, true) == nil {
		timer := time.NewTimer(closeTimeout)
		defer timer.Stop()
	wait:
		for !w.stopped() {
			select {
			case <-w.done:
				break wait
			case <-timer.C:
				w.log("did not take its stop in time")
				break wait
			case <-w.link.wrote:
			}
		}
	}
	w.cancel(errClosed)
	err := w.link.Close()
	<-w.done
	return err
}

var (
	errClosed    = errors.New("the device was closed")
	errOvertaken = errors.New("the device was stopped meanwhile")
)

// gone tells why the toy can't be used any more.
func (w *Worker) gone() error {
	select {
	case <-w.link.Done():
	case <-w.ctx.Done():
	default:
		return nil
	}
	return &goneError{w.def.Name}
}

// goneError names the toy that is gone.
type goneError struct{ device string }

func (e *goneError) Error() string { return e.device + ": " + device.ErrDisconnected.Error() }
func (e *goneError) Unwrap() error { return device.ErrDisconnected }

func (w *Worker) accepts(c device.Command) bool {
	w.stateMu.Lock()
	defer w.stateMu.Unlock()
	return w.spec.Accepts(w.state, c)
}

// put makes c the pending command of its feature. The caller holds mu.
func (w *Worker) put(c device.Command) {
	w.drop(c.Feature)
	w.pending = append(w.pending, c)
	w.last[c.Feature] = c
	if c.Value != 0 || c.Type.IsPosition() {
		w.moving[c.Feature] = true
	}
}

// drop forgets the pending command of a feature. The caller holds mu.
func (w *Worker) drop(feature uint32) {
	w.pending = slices.DeleteFunc(w.pending, func(p device.Command) bool { return p.Feature == feature })
}

// stopOrder is the order in which a feature's outputs are tried for a stop. Position
// types end by themselves.
var stopOrder = [...]device.OutputType{
	device.Vibrate, device.Rotate, device.Oscillate, device.Constrict, device.Temperature, device.Led, device.Spray,
}

// putStop makes a command of value 0 pending for every selected feature that has a
// level, and forgets moves that were not written yet. The caller holds mu.
func (w *Worker) putStop(features []uint32) {
	for i := range w.def.Features {
		f := &w.def.Features[i]
		if len(f.Outputs) == 0 || features != nil && !slices.Contains(features, f.Index) {
			continue
		}
		w.drop(f.Index)
		delete(w.last, f.Index)
		for _, t := range stopOrder {
			c := device.Command{Feature: f.Index, Type: t}
			if _, has := f.Output(t); has && w.accepts(c) {
				w.put(c)
				break
			}
		}
	}
	w.urgent, w.fresh = true, true
	w.stopMoves = true
}

// stopped reports whether every stop has been written.
func (w *Worker) stopped() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return !w.urgent && !w.stopping
}

// wakes is what Wakes tells.
var wakes atomic.Uint64

// Wakes is how often workers of this process were woken. Where nothing goes on by itself, as
// in a page, whoever called a worker sees by it whether something is to go on.
func Wakes() uint64 { return wakes.Load() }

// poke makes run look at what is pending.
func (w *Worker) poke() {
	wakes.Add(1)
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

func endpoint(one protocol.Write) device.Endpoint {
	if one.To == "" {
		return device.Tx
	}
	return one.To
}
