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
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

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

	ctx     context.Context
	cancel  context.CancelCauseFunc
	wake    chan struct{} // capacity 1: something changed for run
	wrote   chan struct{} // capacity 1: run has written what it took, or failed to
	tidy    chan struct{} // capacity 1: subscriptions have ended
	done    chan struct{} // closed when nothing of the worker runs any more
	helpers sync.WaitGroup

	// mu guards what follows. Once the toy is ready, the protocol's functions, which read and
	// change state, are called with it held. They never block. Those that do, the conversations,
	// get at it with Conversation.Use.
	mu      sync.Mutex
	state   *protocol.State
	queue   queue
	looks   bool  // run looks at the queue when the gap is over, without being woken
	closing bool  // Close was called: nothing but stops any more
	refused error // why the toy was given up

	reading chan struct{} // capacity 1, full while taken: one read conversation at a time
	talk    *protocol.Conversation
	sensors sensors
}

// Output gives commands to the toy, in its own range (see device.Output.Level). They
// reach it as one update. Output never blocks: nil means accepted; a command equal to the
// feature's last one is accepted and dropped. The error is an *UnsupportedError or wraps
// device.ErrDisconnected; then none of the commands was taken.
func (w *Worker) Output(commands ...device.Command) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.gone(); err != nil {
		return err
	}
	if w.closing {
		return &goneError{w.def.Name}
	}
	for _, c := range commands {
		if w.queue.part(c.Feature) == nil || !w.spec.Accepts(w.state, c) {
			return &UnsupportedError{Device: w.def.Name, Feature: c.Feature, What: c.Type.String()}
		}
	}
	knows := w.looks || len(w.queue.waiting) > 0 // run will find what comes, by itself
	for _, c := range commands {
		if p := w.queue.part(c.Feature); p.last != c {
			w.queue.put(p, c)
		}
	}
	if !knows && len(w.queue.waiting) > 0 {
		w.rouse()
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
		poke(w.tidy)
	}
	if outputs {
		w.mu.Lock()
		w.stop(features)
		w.mu.Unlock()
	}
	return nil
}

// stop makes a stop due. The caller holds mu.
func (w *Worker) stop(features []uint32) {
	w.queue.stop(features, w.still)
	w.rouse()
}

// stopOrder is the order in which a feature's outputs are tried for a stop. Position
// types end by themselves.
var stopOrder = [...]device.OutputType{
	device.Vibrate, device.Rotate, device.Oscillate, device.Constrict, device.Temperature, device.Led, device.Spray,
}

// still is the command that stops a feature; false if it has no level. The caller holds mu.
func (w *Worker) still(feature *device.Feature) (device.Command, bool) {
	for _, t := range stopOrder {
		c := device.Command{Feature: feature.Index, Type: t}
		if _, has := feature.Output(t); has && w.spec.Accepts(w.state, c) {
			return c, true
		}
	}
	return device.Command{}, false
}

// StopNow starts the writes that stop the toy before it returns, past everything that
// waits. It is for the last moment of a page or process. A toy that is known to be still
// gets none: of what a page writes while it closes, only the first is sure to arrive. If
// one of the writes fails and there is still time, an ordinary stop follows.
func (w *Worker) StopNow() {
	w.mu.Lock()
	if w.gone() != nil || !w.queue.moving() {
		w.mu.Unlock()
		return
	}
	w.queue.stop(nil, w.still)
	writes := w.spec.Encode(w.state, w.queue.overtake(w.ctx))
	if w.spec.StopMoves != nil {
		writes = append(writes, w.spec.StopMoves(w.state)...)
	}
	for _, one := range writes {
		if one.Taken != nil && one.After == 0 {
			w.queue.stopped = append(w.queue.stopped, one.Taken)
		}
	}
	w.mu.Unlock()
	for _, one := range writes {
		if one.After == 0 {
			w.link.WriteNow(endpoint(one), one.Data, one.Response, w.stopFailed)
		}
	}
	w.rouse()
}

// stopFailed goes on after a write of StopNow has failed.
func (w *Worker) stopFailed(err error) {
	w.log("a stop failed, it is tried again: " + err.Error())
	_ = w.Stop(nil, true, false) // a toy that is gone needs none
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
		w.awaitStop()
	}
	w.cancel(errClosed)
	err := w.link.Close()
	<-w.done
	return err
}

// awaitStop waits until the toy is stopped, but not for long.
func (w *Worker) awaitStop() {
	timer := time.NewTimer(closeTimeout)
	defer timer.Stop()
	for {
		w.mu.Lock()
		stopped := w.queue.calm()
		w.mu.Unlock()
		if stopped {
			return
		}
		select {
		case <-w.wrote:
		case <-w.done:
			return
		case <-timer.C:
			w.log("did not take its stop in time")
			return
		}
	}
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

// wakes is what Wakes tells.
var wakes atomic.Uint64

// Wakes is how often workers of this process were woken. Where nothing goes on by itself, as
// in a page, whoever called a worker sees by it whether something is to go on.
func Wakes() uint64 { return wakes.Load() }

// rouse makes run look at the queue.
func (w *Worker) rouse() {
	wakes.Add(1)
	poke(w.wake)
}

// poke sends to a channel of capacity 1 that tells that there is something to look at.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func endpoint(one protocol.Write) device.Endpoint {
	if one.To == "" {
		return device.Tx
	}
	return one.To
}
