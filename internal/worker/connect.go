package worker

import (
	"context"
	"errors"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// Options of Connect.
type Options struct {
	// Log takes what happens to the toy behind the scenes, failed writes for example,
	// with the toy's name in front. May be nil. It must not block nor call the Worker.
	Log func(line string)
	// Protocols are those that a model may turn out to speak, see protocol.Spec.Handover.
	Protocols *protocol.Set
}

// ErrNoProtocol: the toy speaks a protocol that the program does not have.
var ErrNoProtocol = errors.New("this program does not speak the protocol")

// ConnectError tells that a toy was found but could not be made ready.
type ConnectError struct {
	Device   string // advertised name
	Protocol string
	Step     string // what was attempted
	Err      error
}

// Error leaves out Device: it is text that a toy chose, and callers know it.
func (e *ConnectError) Error() string {
	return "as " + e.Protocol + ": " + e.Step + " failed: " + e.Err.Error()
}

func (e *ConnectError) Unwrap() error { return e.Err }

// Connect makes a connected toy ready: it finds the model, looks it up with define, talks
// the toy into obeying, and starts the worker. It blocks until the toy is ready or
// refused; when refused (*ConnectError), link is closed.
func Connect(ctx context.Context, link device.Link, adv device.Advertisement, spec *protocol.Spec,
	define func(protocol, identifier string) (*device.Definition, error), o Options) (*Worker, error) {
	w := &Worker{
		spec: spec, link: newHub(link),
		wake: make(chan struct{}, 1), wrote: make(chan struct{}, 1), tidy: make(chan struct{}, 1), done: make(chan struct{}),
		reading: make(chan struct{}, 1), sensors: sensors{list: map[subscription]*listener{}},
	}
	w.state = protocol.NewState(nil, &adv, link.Has)
	w.talk = protocol.NewConversation(w.state, talker{w.link})
	w.log = func(line string) {
		if o.Log != nil {
			o.Log(adv.Name + ": " + line)
		}
	}
	if step, err := w.prepare(ctx, define, o.Protocols); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = device.ErrTimeout
		}
		_ = link.Close() // the error that matters is err
		return nil, &ConnectError{Device: adv.Name, Protocol: spec.Name, Step: step, Err: err}
	}
	w.gap = w.def.EffectiveGap(link.Gap())
	w.ctx, w.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	w.queue = newQueue(w.ctx, w.def)
	w.talk.Ready(func(do func(*protocol.State)) {
		w.mu.Lock()
		defer w.mu.Unlock()
		do(w.state)
	})
	if w.spec.Repeat > 0 {
		w.stop(nil) // so that there is something to repeat
	}
	go w.run()
	return w, nil
}

// check refuses a toy that lacks endpoints: what it is told would be lost.
func (w *Worker) check() error {
	wanted := w.spec.Wanted(nil)
	return wanted.Check(w.link.Has)
}

// prepare does the steps up to a toy that obeys.
func (w *Worker) prepare(ctx context.Context, define func(protocol, identifier string) (*device.Definition, error),
	protocols *protocol.Set) (step string, err error) {
	const checking = "looking for the characteristics"
	if err = w.check(); err != nil {
		return checking, err
	}
	w.link.listen(true)
	defer w.link.listen(false)
	identifier := w.state.Name
	if w.spec.Identify != nil {
		if identifier, err = w.spec.Identify(ctx, w.talk); err != nil {
			return "finding out the model", err
		}
	}
	if w.spec.Handover != nil {
		if name := w.spec.Handover(identifier); name != "" {
			var ok bool
			if w.spec, ok = protocols.Lookup(name); !ok {
				return "looking up the protocol " + jsonx.Quote(name) + " of this model", ErrNoProtocol
			}
			if err = w.check(); err != nil {
				return checking, err
			}
		}
	}
	if w.def, err = define(w.spec.Name, identifier); err != nil {
		return "looking up the model " + jsonx.Quote(identifier), err
	}
	w.state.Def = w.def
	if w.spec.Discover != nil {
		if err = w.spec.Discover(ctx, w.talk); err != nil {
			return "asking what it can do", err
		}
	}
	if err = w.talk.Do(ctx, w.spec.Init...); err != nil {
		return "initialisation", err
	}
	if w.spec.Start != nil {
		if err = w.spec.Start(ctx, w.talk); err != nil {
			return "initialisation", err
		}
	}
	return "", nil
}
