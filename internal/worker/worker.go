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
	return &namedError{w.def.Name, device.ErrDisconnected}
}

// namedError names what failed: the toy, one of its inputs, or an endpoint.
type namedError struct {
	what string
	err  error
}

func (e *namedError) Error() string { return e.what + ": " + e.err.Error() }
func (e *namedError) Unwrap() error { return e.err }

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
