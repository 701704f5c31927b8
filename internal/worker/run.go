package worker

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// schedule is what run alone knows: what it has taken, and when the next thing is due.
type schedule struct {
	ctx      context.Context  // of the queue when run took something: ends when StopNow overtakes it
	commands []device.Command // that are to be written
	moves    bool             // moves are to be ended, too
	failed   []device.Command // those of them that could not be written
	unsent   []packets        // of those that failed

	timer    *time.Timer
	free     time.Time        // earliest time of the next write
	repeats  []repeat         // what Spec.Repeat writes again
	repeatAt time.Time        // zero: nothing to repeat
	tickAt   time.Time        // zero: not ticking
	step     []protocol.Write // of Spec.Tick, which were not taken
	steps    bool             // another step follows
	later    []delayed        // writes that wait for their time
	neglect  refusals         // of what is to keep the toy going
}

// packets are the writes for commands that failed. They are written again as they were made:
// protocols count packets, and tell some toys only what is to change.
type packets struct {
	commands []device.Command
	all      []protocol.Write
	left     []protocol.Write // from the one that failed on
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
		for _, taken := range q.stopped {
			taken()
		}
		q.stopped = nil
		s.ctx, s.unsent, s.repeats, s.repeatAt, s.tickAt, s.step = q.ctx, nil, nil, time.Time{}, time.Time{}, nil
	}
	waits := len(q.waiting) > 0 || q.moves.waits
	if q.due || waits && !gap {
		s.commands, s.moves = q.take(s.commands[:0])
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

// flush writes what was taken, up to a stop that comes meanwhile. What fails does not keep
// the rest from being tried.
func (w *Worker) flush(s *schedule) {
	var o outcome
	if s.moves {
		s.step = nil
		if w.spec.StopMoves != nil {
			_, o.err = w.write(s, w.encode(s, w.spec.StopMoves))
			o.moves = o.err != nil
		}
	}
	unsent := s.unsent
	s.failed, s.unsent = s.failed[:0], nil
	o.left = s.commands
	for len(o.left) > 0 && !(len(o.left) < len(s.commands) && w.stopCame()) {
		part := o.left
		if w.spec.Command != nil {
			part = o.left[:1]
		}
		o.left = o.left[len(part):]
		all, rest := w.packets(s, part, unsent)
		if rest, err := w.write(s, rest); err != nil {
			o.err = err
			s.failed = append(s.failed, part...)
			s.unsent = append(s.unsent, packets{slices.Clone(part), all, rest})
			continue
		}
		if len(all) > 0 {
			s.step = nil
		}
		s.remember(w.spec, part, all)
	}
	if len(o.left) > 0 {
		for _, p := range unsent { // those of commands that were replaced are out of date
			if slices.Contains(o.left, p.commands[0]) {
				s.unsent = append(s.unsent, p)
			}
		}
	}
	w.settle(s, o)
	if w.spec.Tick != nil && s.tickAt.IsZero() {
		s.tickAt = clock()
	}
}

// outcome is what became of what was taken, beside what was written and what failed.
type outcome struct {
	left  []device.Command // commands that were not tried, because a stop came
	moves bool             // they could not be ended
	err   error            // of the last write that failed
}

// packets makes the writes for commands, or goes on with those that failed.
func (w *Worker) packets(s *schedule, commands []device.Command, unsent []packets) (all, left []protocol.Write) {
	for _, p := range unsent {
		if slices.Equal(p.commands, commands) {
			return p.all, p.left
		}
	}
	all = w.encode(s, func(state *protocol.State) []protocol.Write { return w.spec.Encode(state, commands) })
	return all, all
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
	return w.queue.due
}

// settle takes note of what became of what was taken. What was not written waits again, and
// a toy that has refused too much is given up.
func (w *Worker) settle(s *schedule, o outcome) {
	if o.err != nil && w.gone() != nil {
		w.hung(o.err)
		return
	}
	w.mu.Lock()
	q := &w.queue
	if s.ctx != q.ctx { // what was written may have come after the stop of StopNow
		w.mu.Unlock()
		return
	}
	q.writing = false
	for _, c := range s.commands[:len(s.commands)-len(o.left)] {
		if len(s.failed) == 0 || !slices.Contains(s.failed, c) {
			q.written(c)
		}
	}
	if s.moves && !o.moves {
		q.moves.refusals = refusals{}
	}
	worst := q.refused(s.failed, o.moves)
	q.giveBack(o.left)
	w.mu.Unlock()
	if o.err == nil {
		return
	}
	w.log("write failed: " + o.err.Error())
	s.cease(w.spec)
	s.free = clock().Add(w.gap)
	if worst.pause.After(s.free) {
		s.free = worst.pause
	}
	w.judge(worst, o.err)
}

// due does what the clock asks for; false: nothing.
func (w *Worker) due(s *schedule) bool {
	now := clock()
	reached := func(t time.Time) bool { return !t.IsZero() && !now.Before(t) }
	for i, d := range s.later {
		if reached(d.at) {
			s.later = slices.Delete(s.later, i, i+1)
			d.write.After = 0
			if !w.upkeep(s, []protocol.Write{d.write}) {
				s.later = append(s.later, delayed{s.retryAt(), d.write})
			}
			return true
		}
	}
	if reached(s.tickAt) {
		w.tick(s, now)
		return true
	}
	if reached(s.repeatAt) {
		for _, r := range s.repeats {
			if !w.upkeep(s, r.writes) {
				s.repeatAt = s.retryAt()
				return true
			}
			if w.stopCame() {
				break
			}
		}
		s.repeatAt = clock().Add(w.spec.Repeat)
		return true
	}
	return false
}

// tick takes the next step of Spec.Tick, or what was not taken of the last one.
func (w *Worker) tick(s *schedule, now time.Time) {
	if len(s.step) == 0 {
		s.steps = false
		s.step = w.encode(s, func(state *protocol.State) (writes []protocol.Write) {
			writes, s.steps = w.spec.Tick.Make(state)
			return writes
		})
	}
	s.tickAt = time.Time{}
	if !w.upkeep(s, s.step) {
		s.tickAt = s.retryAt()
		return
	}
	if w.spec.Command == nil { // else it is no packet of one feature
		s.remember(w.spec, nil, s.step)
	}
	s.step = nil
	if s.steps {
		s.tickAt = now.Add(w.spec.Tick.Every)
	}
}

// upkeep writes what nobody asked for just now.
func (w *Worker) upkeep(s *schedule, writes []protocol.Write) bool {
	_, err := w.write(s, writes)
	switch {
	case err == nil:
		if len(writes) > 0 { // else nothing was learnt of the toy
			s.neglect = refusals{}
		}
	case w.gone() != nil:
		w.hung(err)
	case s.ctx.Err() == nil:
		w.log("keeping the device going failed: " + err.Error())
		s.neglect.add()
		w.judge(s.neglect, err)
	}
	return err == nil
}

// retryAt is when upkeep that failed is tried again.
func (s *schedule) retryAt() time.Time {
	if now := clock(); !s.neglect.pause.After(now) { // the failure did not count: the toy is gone, or was stopped
		return now.Add(refusalPause)
	}
	return s.neglect.pause
}

// write writes in order, up to the first error or the next StopNow. It returns the rest,
// from the write that failed on.
func (w *Worker) write(s *schedule, writes []protocol.Write) (rest []protocol.Write, err error) {
	for i, one := range writes {
		if s.ctx.Err() != nil {
			return writes[i:], errOvertaken
		}
		if one.After > 0 {
			s.later = append(s.later, delayed{clock().Add(one.After), one})
			continue
		}
		start := clock()
		err := w.link.Write(s.ctx, endpoint(one), one.Data, one.Response)
		s.free = start.Add(w.gap)
		if err != nil {
			if !errors.Is(err, device.ErrDisconnected) {
				err = &namedError{string(endpoint(one)), err}
			}
			return writes[i:], err
		}
		if one.Taken != nil {
			w.mu.Lock()
			one.Taken()
			w.mu.Unlock()
		}
	}
	if w.spec.Repeat > 0 {
		s.repeatAt = clock().Add(w.spec.Repeat)
	}
	return nil, nil
}

// cease ends the repetition of packets from before commands that could not be written: they
// would undo the part of them that was.
func (s *schedule) cease(spec *protocol.Spec) {
	if len(s.failed) == 0 {
		return
	}
	s.repeats = slices.DeleteFunc(s.repeats, func(r repeat) bool {
		return spec.Command == nil || slices.ContainsFunc(s.failed, func(c device.Command) bool { return c.Feature == r.feature })
	})
}

// remember keeps writes for Spec.Repeat: the newest of each feature for protocols whose
// packets carry one feature, else the newest.
func (s *schedule) remember(spec *protocol.Spec, part []device.Command, writes []protocol.Write) {
	if spec.Repeat == 0 {
		return
	}
	writes = slices.DeleteFunc(slices.Clone(writes), func(one protocol.Write) bool { return one.After > 0 })
	for i := range writes {
		writes[i].Taken = nil // it was called
	}
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
