package conformance

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Options of a Harness. The zero value of each field is usable.
type Options struct {
	// Timeout is how long a step waits for the client. 0: DefaultTimeout.
	Timeout time.Duration
	// Result takes the result of each scenario when it is over, one at a time.
	Result func(Result)
}

// DefaultTimeout is how long a step waits where Options set no time.
const DefaultTimeout = 5 * time.Second

// Harness plays scenarios to the clients that come in. Each scenario is played to one
// client at a time, and again when another connects after its end.
type Harness struct {
	options Options
	ctx     context.Context
	cancel  context.CancelCauseFunc
	tasks   sync.WaitGroup
	results sync.Mutex // held while Options.Result runs

	mu     sync.Mutex
	closed bool
	doors  map[string]*door // of the scenarios that are played now
}

// Errors of connections and of Observe.
var (
	ErrClosed = errors.New("the harness is closed")
	ErrBusy   = errors.New("the scenario is being played, and no connection is wanted now")
	ErrIdle   = errors.New("the scenario is not being played")
	ErrFull   = errors.New("too many observations")
)

// New makes a harness. It runs until Close.
func New(o Options) *Harness {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	h := &Harness{options: o, doors: map[string]*door{}}
	h.ctx, h.cancel = context.WithCancelCause(context.Background())
	return h
}

// Close ends the scenarios that are being played, which then count as failed, and returns
// when their results were told.
func (h *Harness) Close() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.cancel(ErrClosed)
	h.tasks.Wait()
}

// reserve finds the door of a scenario; the caller is then the only one who may send a
// connection through it.
func (h *Harness) reserve(name string, observed bool) (*door, error) {
	scenario, err := Find(name)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.doors[name]
	switch {
	case h.closed:
		return nil, ErrClosed
	case d == nil:
		d = newDoor()
		d.seen.wanted = observed
		h.doors[name] = d
		h.tasks.Go(func() { h.play(scenario, d) })
	case !d.reserve():
		return nil, ErrBusy
	}
	return d, nil
}

// Observe takes observations, one in each line, for a scenario that is being played. The
// error is ErrUnknownScenario, ErrIdle or ErrFull.
func (h *Harness) Observe(name, lines string) error {
	if _, err := Find(name); err != nil {
		return err
	}
	h.mu.Lock()
	d := h.doors[name]
	h.mu.Unlock()
	switch {
	case d == nil:
		return ErrIdle
	case !d.seen.add(lines):
		return ErrFull
	}
	return nil
}

func (h *Harness) play(s Scenario, d *door) {
	r := &run{ctx: h.ctx, timeout: h.options.Timeout, door: d}
	result := r.play(s)
	h.mu.Lock()
	delete(h.doors, s.Name)
	h.mu.Unlock()
	close(d.ended)
	r.tasks.Wait()
	if h.options.Result != nil {
		h.results.Lock()
		defer h.results.Unlock()
		h.options.Result(result)
	}
}
