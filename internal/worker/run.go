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

// stopRetryAfter is the least pause before a failed stop is written again.
const stopRetryAfter = 40 * time.Millisecond

// schedule is what run alone knows: what it has taken, and when the next thing is due.
type schedule struct {
	ctx      context.Context  // of the queue when run took something: ends when StopNow overtakes it
	commands []device.Command // that are to be written
	stop     bool             // they are a stop
	moves    bool             // it also has to end moves

	timer    *time.Timer
	free     time.Time // earliest time of the next write
	repeats  []repeat  // what Spec.Repeat writes again
	repeatAt time.Time // zero: nothing to repeat
	tickAt   time.Time // zero: not ticking
	later    []delayed // writes that wait for their time
	tries    int       // failed tries of the level of 0 that waits
	neglect  int       // writes in a row that failed and were to keep the toy going
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
	defer w.helpers.Wait()
	defer w.cancel(device.ErrDisconnected)
	w.helpers.Go(w.watch)
	if w.spec.Notify != nil {
		w.helpers.Go(w.tidySensors)
	}
	s := &schedule{timer: time.NewTimer(time.Hour)}
	defer s.timer.Stop()
	for {
		wait, taken := w.take(s)
		if taken {
			w.flush(s)
			poke(w.wrote)
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
func (w *Worker) watch() {
	select {
	case <-w.link.Done():
		w.cancel(device.ErrDisconnected)
	case <-w.ctx.Done():
	}
}

// take takes what waits if it may be written now; else it tells how long run may sleep.
func (w *Worker) take(s *schedule) (wait time.Duration, taken bool) {
	now := clock()
	gap := now.Before(s.free)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looks = gap
	q := &w.queue
	if s.ctx != q.ctx { // StopNow came: nothing of before is repeated
		s.ctx, s.repeats, s.repeatAt, s.tickAt, s.tries = q.ctx, nil, time.Time{}, time.Time{}, 0
	}
	waits := len(q.waiting) > 0 || q.phase == failing
	if q.phase == due || waits && !gap {
		if q.phase == due {
			s.tries = 0
		}
		s.commands, s.stop, s.moves = q.take(s.commands[:0])
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
	return until.Sub(now), false
}

// flush writes what was taken.
func (w *Worker) flush(s *schedule) {
	if s.moves && w.spec.StopMoves != nil {
		if err := w.write(s, w.encode(s, w.spec.StopMoves)); err != nil {
			w.failed(s, nil, s.commands, err)
			return
		}
	}
	left := s.commands
	for len(left) > 0 && !(len(left) < len(s.commands) && w.stopCame()) {
		part := left
		if w.spec.Command != nil {
			part = left[:1]
		}
		writes := w.encode(s, func(state *protocol.State) []protocol.Write { return w.spec.Encode(state, part) })
		if err := w.write(s, writes); err != nil {
			w.failed(s, part, left, err)
			return
		}
		s.remember(w.spec, part, writes)
		left = left[len(part):]
	}
	w.written(s, left)
	s.tries = 0
	if w.spec.Tick != nil && s.tickAt.IsZero() {
		s.tickAt = clock()
	}
}

// encode makes writes; none if StopNow has overtaken them, because the state has the
// levels of its stop, which are to stay.
func (w *Worker) encode(s *schedule, encode func(*protocol.State) []protocol.Write) []protocol.Write {
	w.mu.Lock()
	defer w.mu.Unlock()
	if s.ctx != w.queue.ctx {
		return nil
	}
	return encode(w.state)
}

// stopCame reports whether a stop arrived while something else was written.
func (w *Worker) stopCame() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.queue.phase == due
}

// written takes note of what has been written, and of what is left because a stop came.
func (w *Worker) written(s *schedule, left []device.Command) {
	w.mu.Lock()
	defer w.mu.Unlock()
	q := &w.queue
	if s.ctx != q.ctx { // what was written may have come after the stop of StopNow
		return
	}
	q.written(s.commands[:len(s.commands)-len(left)])
	q.giveBack(left)
	if q.phase == writing {
		q.phase = calm
	}
}

// failed takes note of a failed write for part, the first of what is left. A stop and a
// level of 0 are tried again by themselves. A toy that has refused too much is given up.
func (w *Worker) failed(s *schedule, part, left []device.Command, err error) {
	if w.gone() != nil {
		w.hung(err)
		return
	}
	w.mu.Lock()
	q := &w.queue
	if s.ctx != q.ctx { // StopNow has stopped what this was about
		w.mu.Unlock()
		return
	}
	q.written(s.commands[:len(s.commands)-len(left)])
	refusals := q.refused(part)
	zero := q.lost(part) || s.stop
	q.giveBack(left[len(part):])
	again := zero && (s.tries < stopTries || q.phase == due)
	if again && s.stop {
		q.moves = true
		if q.phase == writing {
			q.phase = failing
		}
	}
	w.mu.Unlock()
	w.log("write failed: " + err.Error())
	if s.stop {
		s.cease(w.spec, left)
	}
	s.free = clock().Add(max(w.gap, stopRetryAfter))
	s.tries++
	switch {
	case again:
	case zero:
		w.giveUp("a stop was written "+strconv.Itoa(stopTries+1)+" times in vain, the last time", err)
	default:
		s.tries = 0
		if refusals >= maxRefusals {
			w.giveUp(inARow(maxRefusals), err)
		}
	}
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
		s.tickAt = time.Time{}
		w.upkeep(s, w.encode(s, func(state *protocol.State) []protocol.Write {
			writes, again := w.spec.Tick.Make(state)
			if again {
				s.tickAt = now.Add(w.spec.Tick.Every)
			}
			return writes
		}))
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
		if len(writes) > 0 { // else nothing was learnt of the toy
			s.neglect = 0
		}
	case w.gone() != nil:
		w.hung(err)
	case s.ctx.Err() == nil:
		w.log("keeping the device going failed: " + err.Error())
		if s.neglect++; s.neglect >= maxNeglect {
			w.giveUp(inARow(maxNeglect), err)
		}
	}
	return err == nil
}

// write writes in order, up to the first error or the next StopNow.
func (w *Worker) write(s *schedule, writes []protocol.Write) error {
	for _, one := range writes {
		if s.ctx.Err() != nil {
			return errOvertaken
		}
		if one.After > 0 {
			s.later = append(s.later, delayed{clock().Add(one.After), one})
			continue
		}
		start := clock()
		err := w.link.Write(s.ctx, endpoint(one), one.Data, one.Response)
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
