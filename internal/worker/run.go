package worker

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// schedule is what run alone knows: when the next thing is due.
type schedule struct {
	timer *time.Timer

	free     time.Time // earliest time of the next write
	repeats  []repeat  // what Spec.Repeat writes again
	repeatAt time.Time // zero: nothing to repeat
	tickAt   time.Time // zero: not ticking
	later    []delayed // writes that wait for their time
	tries    int       // failed tries of the stop that is pending
	refusals refusals
}

// repeat is the newest packet of a feature, or of all features together.
type repeat struct {
	feature uint32
	writes  []protocol.Write
}

type delayed struct {
	at    time.Time
	write protocol.Write
}

// run is the one goroutine that writes to the toy.
func (w *Worker) run() {
	defer close(w.done)
	defer w.sensors.drop(nil)
	watching := make(chan struct{})
	go w.watch(watching)
	defer func() { <-watching }()
	defer w.cancel(device.ErrDisconnected)
	s := &schedule{timer: time.NewTimer(time.Hour)}
	defer s.timer.Stop()
	for {
		w.forget(s)
		wait, ready := w.next(s)
		if ready {
			w.flush(s)
			continue
		}
		if w.due(s) {
			continue
		}
		s.timer.Reset(wait)
		select {
		case <-w.wake:
		case <-s.timer.C:
		case <-w.ctx.Done():
			return
		}
	}
}

// watch ends every operation once the toy is gone, also one that hangs in the platform.
func (w *Worker) watch(ended chan<- struct{}) {
	defer close(ended)
	select {
	case <-w.link.Done():
		w.cancel(device.ErrDisconnected)
	case <-w.ctx.Done():
	}
}

// forget drops what would be repeated after StopNow.
func (w *Worker) forget(s *schedule) {
	if !w.reset.Load() {
		return
	}
	w.mu.Lock()
	w.reset.Store(false)
	w.writing, w.interrupt = context.WithCancelCause(w.ctx)
	w.mu.Unlock()
	s.repeats, s.repeatAt, s.tickAt, s.tries = nil, time.Time{}, time.Time{}, 0
}

// next tells whether pending commands may be written now, else how long run may sleep.
func (w *Worker) next(s *schedule) (wait time.Duration, ready bool) {
	now := clock()
	gap := now.Before(s.free)
	w.mu.Lock()
	waiting, urgent, fresh := len(w.pending) > 0, w.urgent, w.fresh
	w.looks = gap
	w.mu.Unlock()
	if urgent && (fresh || s.tries == 0) || waiting && !gap {
		return 0, true
	}
	until := now.Add(time.Hour)
	soonest := func(t time.Time) {
		if !t.IsZero() && t.Before(until) {
			until = t
		}
	}
	if gap { // for what comes meanwhile, too
		soonest(s.free)
	}
	soonest(s.repeatAt)
	soonest(s.tickAt)
	for _, d := range s.later {
		soonest(d.at)
	}
	if urgent && !gap {
		return 0, true
	}
	return until.Sub(now), false
}

// flush writes what is pending.
func (w *Worker) flush(s *schedule) {
	w.mu.Lock()
	batch, stopping, stopMoves := w.pending, w.urgent, w.stopMoves
	if w.fresh {
		s.tries = 0
	}
	w.pending, w.urgent, w.fresh, w.stopMoves, w.stopping = nil, false, false, false, stopping
	w.mu.Unlock()

	if stopMoves && w.spec.StopMoves != nil {
		w.stateMu.Lock()
		writes := w.spec.StopMoves(w.state)
		w.stateMu.Unlock()
		if err := w.write(s, writes); err != nil {
			w.failed(s, batch, stopping, err)
			return
		}
	}
	if w.spec.Command != nil {
		for i := range batch {
			if !w.flushPart(s, batch[i:i+1], batch[i:], stopping) {
				return
			}
			if w.stopCame() {
				w.giveBack(batch[i+1:], stopping)
				break
			}
		}
	} else if len(batch) > 0 && !w.flushPart(s, batch, batch, stopping) {
		return
	}
	s.tries = 0
	w.settle()
	w.link.report()
	if w.spec.Tick != nil && s.tickAt.IsZero() {
		s.tickAt = clock()
	}
}

// settle takes note of a stop that has been written, and of the features whose newest
// command was 0 and has been.
func (w *Worker) settle() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopping = false
	if w.reset.Load() {
		return // what was written may have come after the stop of StopNow
	}
	for feature := range w.moving {
		c, ok := w.last[feature]
		waits := slices.ContainsFunc(w.pending, func(p device.Command) bool { return p.Feature == feature })
		if ok && !waits && c.Value == 0 && !c.Type.IsPosition() {
			delete(w.moving, feature)
		}
	}
}

// flushPart encodes and writes commands; left is what is lost with them if that fails.
func (w *Worker) flushPart(s *schedule, part, left []device.Command, stopping bool) bool {
	w.stateMu.Lock()
	var writes []protocol.Write
	if !w.reset.Load() { // else the state has the levels of StopNow, which are to stay
		writes = w.spec.Encode(w.state, part)
	}
	w.stateMu.Unlock()
	err := w.write(s, writes)
	if !w.reset.Load() {
		s.refusals.count(part, err != nil)
	}
	if err != nil {
		w.failed(s, left, stopping, err)
		return false
	}
	s.remember(w.spec, part, writes)
	return true
}

// stopCame reports whether a stop arrived while something else was written.
func (w *Worker) stopCame() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.urgent
}

// giveBack makes commands pending again that were not written because a stop came, but
// for features that have a newer command.
func (w *Worker) giveBack(rest []device.Command, stopping bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range rest {
		if w.last[c.Feature] == c && !slices.ContainsFunc(w.pending, func(p device.Command) bool { return p.Feature == c.Feature }) {
			w.pending = append(w.pending, c)
		}
	}
	w.urgent = w.urgent || stopping
}

// failed forgets what a failed write was about, so that the same command is written again
// when it comes again; a stop and a level of 0 are tried again by themselves. A toy that
// has refused too much is given up.
func (w *Worker) failed(s *schedule, lost []device.Command, stopping bool, err error) {
	if w.gone() != nil {
		w.hung(err)
		w.link.report()
		return
	}
	if w.reset.Load() { // StopNow has stopped what this was about
		w.mu.Lock()
		w.stopping = false
		w.mu.Unlock()
		w.link.report()
		return
	}
	w.log("write failed: " + err.Error())
	if stopping {
		s.cease(w.spec, lost)
	}
	w.mu.Lock()
	w.stopping = false
	for _, c := range lost {
		if w.last[c.Feature] == c {
			delete(w.last, c.Feature)
		}
	}
	zero := stopping
	for _, c := range lost {
		if _, newer := w.last[c.Feature]; !newer && c.Value == 0 && !c.Type.IsPosition() {
			w.put(c)
			zero = true
		}
	}
	again := zero && (s.tries < stopTries || w.fresh)
	if again {
		s.tries++
		w.urgent, w.stopMoves = w.urgent || stopping, w.stopMoves || stopping
	} else {
		s.tries = 0
	}
	w.mu.Unlock()
	switch {
	case again:
	case zero:
		w.giveUp("a stop was written "+strconv.Itoa(stopTries+1)+" times in vain, the last time", err)
	case s.refusals.most() >= maxRefusals:
		w.giveUp(inARow(maxRefusals), err)
	}
	s.free = clock().Add(max(w.gap, stopRetryAfter))
	w.link.report()
}

// due does what the clock asks for; false: nothing.
func (w *Worker) due(s *schedule) bool {
	now := clock()
	reached := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	for i, d := range s.later {
		if reached(d.at) {
			s.later = slices.Delete(s.later, i, i+1)
			d.write.After = 0
			w.upkeep(s, []protocol.Write{d.write})
			return true
		}
	}
	if reached(s.tickAt) {
		w.stateMu.Lock()
		writes, again := w.spec.Tick.Make(w.state)
		w.stateMu.Unlock()
		s.tickAt = time.Time{}
		if again {
			s.tickAt = now.Add(w.spec.Tick.Every)
		}
		w.upkeep(s, writes)
		return true
	}
	if reached(s.repeatAt) {
		for _, r := range s.repeats {
			if !w.upkeep(s, r.writes) || w.stopCame() {
				break
			}
		}
		s.repeatAt = clock().Add(w.spec.Repeat)
		return true
	}
	return false
}

// upkeep writes what nobody asked for just now.
func (w *Worker) upkeep(s *schedule, writes []protocol.Write) bool {
	err := w.write(s, writes)
	switch {
	case err == nil:
		s.refusals.upkeep = 0
	case w.gone() != nil:
		w.hung(err)
	case !w.reset.Load():
		w.log("keeping the device going failed: " + err.Error())
		if s.refusals.upkeep++; s.refusals.upkeep >= maxNeglect {
			w.giveUp(inARow(maxNeglect), err)
		}
	}
	return err == nil
}

// write writes in order, up to the first error or the next StopNow.
func (w *Worker) write(s *schedule, writes []protocol.Write) error {
	w.mu.Lock()
	ctx := w.writing
	w.mu.Unlock()
	for _, one := range writes {
		if w.reset.Load() {
			return errOvertaken
		}
		if one.After > 0 {
			s.later = append(s.later, delayed{clock().Add(one.After), one})
			continue
		}
		start := clock()
		err := w.link.Write(ctx, endpoint(one), one.Data, one.Response)
		s.free = start.Add(w.gap)
		if err != nil {
			if errors.Is(err, device.ErrDisconnected) {
				return err
			}
			return &writeError{endpoint(one), err}
		}
	}
	if w.spec.Repeat > 0 {
		s.repeatAt = clock().Add(w.spec.Repeat)
	}
	return nil
}

// writeError names the endpoint that could not be written.
type writeError struct {
	to  device.Endpoint
	err error
}

func (e *writeError) Error() string { return string(e.to) + ": " + e.err.Error() }
func (e *writeError) Unwrap() error { return e.err }

// cease ends the repetition of packets from before a stop that could not be written: they
// would undo the part of it that was, and keep a toy going that never takes it.
func (s *schedule) cease(spec *protocol.Spec, stop []device.Command) {
	s.repeats = slices.DeleteFunc(s.repeats, func(r repeat) bool {
		return spec.Command == nil || slices.ContainsFunc(stop, func(c device.Command) bool { return c.Feature == r.feature })
	})
}

// remember keeps writes for Spec.Repeat: the newest of each feature for protocols whose
// packets carry one feature, else the newest.
func (s *schedule) remember(spec *protocol.Spec, part []device.Command, writes []protocol.Write) {
	if spec.Repeat == 0 {
		return
	}
	writes = slices.DeleteFunc(slices.Clone(writes), func(one protocol.Write) bool { return one.After > 0 })
	if len(writes) == 0 {
		return
	}
	if spec.Command == nil {
		s.repeats = []repeat{{writes: writes}}
		return
	}
	feature := part[0].Feature
	s.repeats = slices.DeleteFunc(s.repeats, func(r repeat) bool { return r.feature == feature })
	s.repeats = append(s.repeats, repeat{feature, writes})
}
