package worker

import (
	"context"
	"slices"

	"github.com/gobuttplug/gobuttplug/device"
)

// stopTries bounds how often a stop, or a level of 0, is written again after a failed
// write. A toy that has taken none of them is disconnected.
const stopTries = 5

// phase is where the newest stop is.
//
//	phase     Stop    run takes it                it is written   a write of it fails         StopNow
//	calm      → due   –                           –               –                           –
//	due       → due   at once → writing           –               –                           → calm
//	writing   → due   –                           → calm          → failing; the sixth time:  → calm
//	                                                              the toy is given up
//	failing   → due   after a pause → writing     –               –                           → calm
//
// A stop that becomes due while an older one is written has all its tries, and takes what
// is left of the older one with it. In every phase commands may come; the newest command
// of a feature counts, so one that comes after a stop replaces its part of the stop.
type phase uint8

const (
	calm    phase = iota // every stop has been written
	due                  // a stop came and was not tried yet
	writing              // run is writing it
	failing              // a write of it failed
)

// queue is what callers want of the toy and run has yet to write. It is guarded by
// Worker.mu.
type queue struct {
	phase   phase
	moves   bool    // the stop also has to end moves
	parts   []part  // the features that have outputs
	waiting []*part // those whose last command was not taken yet, oldest first

	// ctx ends with the next StopNow. What run took before must not be written after it.
	ctx context.Context
	end context.CancelCauseFunc
}

// part is a feature that has outputs.
type part struct {
	feature  *device.Feature
	last     device.Command // the newest command; Type 0: whatever comes is new
	waits    bool           // it was not taken yet
	moving   bool           // it was set going and is not known to be still again
	refusals int            // writes in a row that failed
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
	q.phase, q.moves = due, true
}

// take takes what waits, in order, and adds it to commands.
func (q *queue) take(commands []device.Command) (_ []device.Command, stop, moves bool) {
	for _, p := range q.waiting {
		p.waits = false
		commands = append(commands, p.last)
	}
	q.waiting = q.waiting[:0]
	stop, moves, q.moves = q.phase != calm, q.moves, false
	if stop {
		q.phase = writing
	}
	return commands, stop, moves
}

// overtake takes the stop that is due for StopNow: nothing that run took before is to be
// written any more. Nobody learns whether the writes of StopNow arrive, so a command of 0
// that follows is none too many, and what moved may still.
func (q *queue) overtake(ctx context.Context) []device.Command {
	commands, _, _ := q.take(nil)
	for i := range q.parts {
		q.parts[i].last = device.Command{}
	}
	q.phase = calm
	q.end(errOvertaken)
	q.ctx, q.end = context.WithCancelCause(ctx)
	return commands
}

// giveBack makes commands wait again that were taken and not tried, because a stop came or
// the write before failed, but for features that have a newer one.
func (q *queue) giveBack(rest []device.Command) {
	for _, c := range rest {
		if p := q.part(c.Feature); p.last == c && !p.waits {
			q.put(p, c)
		}
	}
}

// written takes note that commands have been written.
func (q *queue) written(commands []device.Command) {
	for _, c := range commands {
		p := q.part(c.Feature)
		p.refusals = 0
		if off(p.last) && !p.waits {
			p.moving = false
		}
	}
}

// refused takes note that a write for commands failed, and tells how many have in a row.
func (q *queue) refused(commands []device.Command) (refusals int) {
	for _, c := range commands {
		p := q.part(c.Feature)
		p.refusals++
		refusals = max(refusals, p.refusals)
	}
	return refusals
}

// lost takes note that commands could not be written. A command that is lost is forgotten,
// so that it is new when it comes again; a level of 0 waits for another try. False: none
// does.
func (q *queue) lost(commands []device.Command) (zero bool) {
	for _, c := range commands {
		p := q.part(c.Feature)
		if p.last == c && !p.waits {
			p.last = device.Command{}
		}
		if p.last.Type == 0 && off(c) {
			q.put(p, c)
		}
		zero = zero || off(c) && off(p.last)
	}
	return zero
}

// moving reports whether the toy is not known to be still.
func (q *queue) moving() bool {
	return slices.ContainsFunc(q.parts, func(p part) bool { return p.moving })
}
