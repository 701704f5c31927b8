package worker

import (
	"context"
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
)

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
		return &namedError{w.def.Name, device.ErrDisconnected}
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

// queue is what callers want of the toy and run has yet to write. It is guarded by
// Worker.mu. Each part goes its own way:
//
//	part      a command or a stop   run takes it   it is written   a write of it fails           StopNow
//	settled   → waits               –              –               –                             –
//	waits     → waits, the newest   → taken        –               –                             → settled
//	taken     → waits, as well      –              → settled       → waits, unless the newest    → settled, the
//	                                                               does; the sixth time in a     outcome does
//	                                                               row: the toy is given up      not matter
//
// What waits is taken when the gap between writes is over, or the pause after a failure. A
// stop that is due is not waited with, and everything is taken with it. The newest command
// of a part counts, so one that comes after a stop replaces its part of the stop.
type queue struct {
	due     bool    // a stop came and was not tried yet
	writing bool    // run has taken something and is not done with it
	moves   part    // what ends moves, for a stop: it has no feature and no command
	parts   []part  // the features that have outputs
	waiting []*part // those of parts that wait, the oldest first

	// stopped are the Taken of writes of StopNow, for when what run wrote before has ended. Nobody
	// learns whether those writes arrive, but a stop follows if not.
	stopped []func()

	// ctx ends with the next StopNow. What run took before must not be written after it.
	ctx context.Context
	end context.CancelCauseFunc
}

// part is a feature that has outputs.
type part struct {
	feature  *device.Feature
	last     device.Command // the newest command; Type 0: whatever comes is new
	waits    bool           // it is to be written
	moving   bool           // it was set going and is not known to be still again
	refusals refusals
}

func newQueue(ctx context.Context, def *device.Definition) (q queue) {
	for i := range def.Features {
		if f := &def.Features[i]; len(f.Outputs) > 0 {
			q.parts = append(q.parts, part{feature: f})
		}
	}
	q.ctx, q.end = context.WithCancelCause(ctx)
	return q
}

// part finds the part of a feature; nil if there is none.
func (q *queue) part(feature uint32) *part {
	for i := range q.parts {
		if q.parts[i].feature.Index == feature {
			return &q.parts[i]
		}
	}
	return nil
}

// off reports whether a command stops what it is for. Positions are never off.
func off(c device.Command) bool { return c.Type != 0 && c.Value == 0 && !c.Type.IsPosition() }

// put makes c the newest command of its part.
func (q *queue) put(p *part, c device.Command) {
	q.drop(p)
	p.last, p.waits = c, true
	p.moving = p.moving || !off(c)
	q.waiting = append(q.waiting, p)
}

// drop forgets the command of a part that waits.
func (q *queue) drop(p *part) {
	if p.waits {
		q.waiting = slices.DeleteFunc(q.waiting, func(one *part) bool { return one == p })
	}
	p.last, p.waits = device.Command{}, false
}

// stop makes a stop due: a level of 0 for the features, nil for all, and no move of theirs
// that was not taken yet. still gives the level.
func (q *queue) stop(features []uint32, still func(*device.Feature) (device.Command, bool)) {
	for i := range q.parts {
		p := &q.parts[i]
		if features != nil && !slices.Contains(features, p.feature.Index) {
			continue
		}
		q.drop(p)
		if c, ok := still(p.feature); ok {
			q.put(p, c)
		}
	}
	q.due, q.moves.waits = true, true
}

// calm reports whether nothing is left to be written, nor being written.
func (q *queue) calm() bool { return len(q.waiting) == 0 && !q.moves.waits && !q.writing }

// take takes what waits, in order, and adds it to commands.
func (q *queue) take(commands []device.Command) (_ []device.Command, moves bool) {
	for _, p := range q.waiting {
		p.waits = false
		commands = append(commands, p.last)
	}
	q.waiting = q.waiting[:0]
	moves, q.moves.waits = q.moves.waits, false
	q.due, q.writing = false, true
	return commands, moves
}

// overtake takes the stop that is due for StopNow: nothing that run took before is to be
// written any more. Nobody learns whether the writes of StopNow arrive, so a command of 0
// that follows is none too many, and what moved may still.
func (q *queue) overtake(ctx context.Context) []device.Command {
	commands, _ := q.take(nil)
	for i := range q.parts {
		q.parts[i].last = device.Command{}
	}
	q.writing = false
	q.end(errOvertaken)
	q.ctx, q.end = context.WithCancelCause(ctx)
	return commands
}

// giveBack makes commands wait again that were taken and not written, but for features that
// have a newer one.
func (q *queue) giveBack(commands []device.Command) {
	for _, c := range commands {
		if p := q.part(c.Feature); p.last == c && !p.waits {
			q.put(p, c)
		}
	}
}

// refused takes note that writes for commands, and to end moves, have failed: they wait
// again. It tells the most refusals.
func (q *queue) refused(commands []device.Command, moves bool) (most refusals) {
	note := func(p *part) {
		p.refusals.add()
		if p.refusals.n >= most.n {
			most = p.refusals
		}
	}
	for _, c := range commands {
		note(q.part(c.Feature))
	}
	if moves {
		q.moves.waits = true
		note(&q.moves)
	}
	q.giveBack(commands)
	return most
}

// written takes note that a command has been written.
func (q *queue) written(c device.Command) {
	p := q.part(c.Feature)
	p.refusals.n = 0
	if off(p.last) && !p.waits {
		p.moving = false
	}
}

// moving reports whether the toy is not known to be still.
func (q *queue) moving() bool {
	return slices.ContainsFunc(q.parts, func(p part) bool { return p.moving })
}
