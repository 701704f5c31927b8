package server

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/backoff"
	"github.com/gobuttplug/gobuttplug/internal/reason"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/message"
)

// Reconnect says how a toy that drops out is connected again. With the zero value it is tried for
// DefaultReconnectFor, and comes back still.
//
// The toy is tried after pauses from 0.5 to 15 s, as long as there is a client. It comes back as
// the same device with the same index. Until then commands for it fail with
// client.ErrReconnecting. Clients see it go and come; one in the same process (Connector) keeps its
// device and its subscriptions, and learns of each try.
//
// The tries end when the toy is let go (LetGo, Release), when the last client leaves, and when
// another try makes no sense: the toy lacks what it is driven with, it does not answer as the model
// that it was, or it must not be used. A stop does not end them. It makes sure that the toy comes
// back still, which is how one that went on running is stopped.
//
// A toy that was disconnected because it did not take what it was told is tried too, but three
// times at most, and always comes back still.
type Reconnect struct {
	// Off means that a toy that drops out is gone until a scan finds it.
	Off bool
	// For is how long a toy is tried. 0 or less: DefaultReconnectFor.
	For time.Duration
	// Resume gives a toy that is back the levels that it ran when it dropped out, as far as the
	// clients that gave them are still there and nobody has stopped it since. Moves to a
	// position are not repeated.
	Resume bool
}

// DefaultReconnectFor is how long a toy is tried where Reconnect sets no time.
const DefaultReconnectFor = 10 * time.Minute

const (
	// steady is how long a toy must have been connected until its next loss is a new one.
	// Before, the tries and the time go on from where they were, so that a toy that drops out
	// again and again is given up.
	steady = 30 * time.Second

	// refusedTries is how often a toy is tried that did not take what it was told.
	refusedTries = 3
)

// Why a toy does not come back.
var (
	errAnotherModel = errors.New("it answers as another model, or with other features, than before; it was added as a new device")
	errIndexTaken   = errors.New("another device has its index now")
	errFlapping     = errors.New("it keeps dropping out. Charge it, bring it nearer, and connect it again")
	errBusy         = errors.New("the device is being connected already")
	errDenied       = reason.New(device.ErrNotAllowed, "the settings do not allow the device")
)

// absence is a toy that has dropped out and is being fetched back. It is guarded by
// Server.mu, but for what never changes: toy, refused, ctx and cancel.
type absence struct {
	toy     *toy // as it was; its guard tells what it ran
	refused bool // it did not take what it was told
	ctx     context.Context
	cancel  context.CancelFunc

	past
	restore map[*Session][]subKey // subscriptions to come back to
	stilled map[uint32]bool       // features that were stopped, so that they do not go on
	still   bool                  // all were
	changes int                   // of what was stopped
}

// past is what a toy that comes back takes along, in case that it soon drops out again.
type past struct {
	began time.Time // the absence
	tries int
}

// SetReconnect changes how toys that drop out are connected again, from the next loss on. With Off,
// those that are being tried are given up. Resume counts at once.
func (v *Server) SetReconnect(r Reconnect) {
	v.mu.Lock()
	v.reconnect = r
	var ended []*absence
	if r.Off {
		ended = v.absences()
		for _, a := range ended {
			v.endAbsence(a, nil)
		}
	}
	v.unlock()
	v.dismiss(ended)
}

// absences lists them. The caller holds mu.
func (v *Server) absences() []*absence { return slices.Collect(maps.Values(v.absent)) }

// absentAt finds the absence of the toy with an address; nil if there is none. The caller
// holds mu.
func (v *Server) absentAt(address string) *absence {
	for _, a := range v.absent {
		if a.toy.address == address {
			return a
		}
	}
	return nil
}

// beginAbsence begins to fetch back a toy that is gone, which is still in the list; nil if
// that is not wanted. The caller holds mu and flushes all sessions.
func (v *Server) beginAbsence(t *toy, why error) *absence {
	if v.closed || v.reconnect.Off || t.leaving || len(v.sessions) == 0 {
		return nil
	}
	now := time.Now()
	a := &absence{toy: t, refused: why != nil, past: past{began: now}, stilled: map[uint32]bool{}}
	if !t.past.began.IsZero() && now.Sub(t.since) < steady {
		a.past = t.past
	}
	lasts := v.reconnect.For
	if lasts <= 0 {
		lasts = DefaultReconnectFor
	}
	pause := backoff.Pause(a.tries + 1)
	if end := a.began.Add(lasts); now.Add(pause).After(end) || a.spent() {
		if why == nil {
			why = errFlapping
		}
		no := fail(message.CodeDevice, label(t)+" is not connected again: "+sentence(why.Error()))
		no.Cause = why
		v.tellLocal(no)
		return nil
	}
	a.ctx, a.cancel = context.WithDeadlineCause(v.ctx, a.began.Add(lasts), device.ErrTimeout)
	a.restore = v.subscribers(t)
	v.absent[t.index] = a
	if why == nil {
		why = device.ErrDisconnected
	}
	v.announceTry(a, pause, why)
	v.start(func() { v.fetch(a, pause) })
	return a
}

// spent tells whether there are no more tries. The caller holds Server.mu.
func (a *absence) spent() bool { return a.refused && a.tries >= refusedTries }

// subscribers are the subscriptions to a toy that clients in this process have. Others see
// the toy go, and their subscriptions with it. The caller holds mu.
func (v *Server) subscribers(t *toy) map[*Session][]subKey {
	all := map[*Session][]subKey{}
	for s := range v.sessions {
		for k, sub := range s.subs {
			if s.local && k.toy == t && sub.answered {
				all[s] = append(all[s], k)
			}
		}
	}
	return all
}

// announceTry counts a try and tells of it. The caller holds mu and flushes all sessions.
func (v *Server) announceTry(a *absence, pause time.Duration, why error) {
	a.tries++
	v.tellLocal(&client.Absence{Index: a.toy.index, Attempt: client.Attempt{Number: a.tries, Delay: pause, Reason: why}})
}

// tellLocal tells clients in this process. The caller holds mu and flushes all sessions.
func (v *Server) tellLocal(m message.Message) {
	for s := range v.sessions {
		if s.local {
			s.out.add(m)
		}
	}
}

// fetch tries to connect a toy again until it is back or its absence has ended.
func (v *Server) fetch(a *absence, pause time.Duration) {
	last := error(device.ErrDisconnected)
	for backoff.Sleep(a.ctx, pause) {
		err := v.again(a)
		switch {
		case err == nil, a.ctx.Err() != nil:
		case err == errBusy:
			continue // a scan has found it; what comes of that, its client is told
		case pointless(err):
			v.abandon(a, err)
			return
		default:
			last = err
			v.log(label(a.toy) + " was not reached again: " + err.Error())
			pause = backoff.Pause(a.tries + 1)
			v.mu.Lock()
			spent := a.spent()
			if !spent && v.absent[a.toy.index] == a {
				v.announceTry(a, pause, err)
			}
			v.unlock()
			if spent {
				v.abandon(a, err)
				return
			}
		}
	}
	v.abandon(a, last) // unless it is back or somebody else has ended it
}

// again tries once to connect a toy again.
func (v *Server) again(a *absence) error {
	p := a.toy.peripheral
	adv := p.Advertisement()
	matches, err := v.matches(&adv)
	if err != nil {
		return err
	}
	// What it was is what it most likely is.
	if i := slices.IndexFunc(matches, func(m device.Match) bool { return m.Protocol == a.toy.protocol }); i > 0 {
		matches = slices.Concat(matches[i:i+1], matches[:i], matches[i+1:])
	}
	v.mu.Lock()
	_, busy := v.connecting[adv.Address]
	if !busy {
		v.connecting[adv.Address] = struct{}{}
	}
	v.mu.Unlock()
	if busy {
		return errBusy
	}
	err = v.connectAs(a.ctx, p, adv, matches, a)
	v.endConnecting(p, err)
	return err
}

// pointless tells whether a toy that could not be connected again is not to be tried any
// more.
func pointless(err error) bool {
	causes := []error{device.ErrNotAllowed, device.ErrNoEndpoint, errUnknownToy, errUnknownModel, worker.ErrNoProtocol}
	return slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(err, cause) })
}

// abandon gives up a toy for the reason of its last try, unless its absence has ended.
func (v *Server) abandon(a *absence, why error) {
	v.mu.Lock()
	there := v.absent[a.toy.index] == a && !v.closed
	if there {
		why = &givenUpError{tries: a.tries, after: time.Since(a.began), err: why}
		v.endAbsence(a, why)
	}
	v.unlock()
	if there {
		v.log(label(a.toy) + " is given up: " + why.Error())
		v.dismiss([]*absence{a})
	}
}

// givenUpError tells that a toy could not be connected again.
type givenUpError struct {
	tries int
	after time.Duration
	err   error // of the last try
}

func (e *givenUpError) Error() string {
	return client.ErrGivenUp.Error() + " (" + e.after.Round(time.Second).String() + ", tries: " + strconv.Itoa(e.tries) + "): " + e.err.Error()
}

func (e *givenUpError) Unwrap() []error { return []error{client.ErrGivenUp, e.err} }

// endAbsence ends an absence without a return. Why is nil if somebody let the toy go. The
// caller holds mu, flushes all sessions and dismisses it.
func (v *Server) endAbsence(a *absence, why error) {
	delete(v.absent, a.toy.index)
	a.cancel()
	v.tellLocal(&client.Absence{Index: a.toy.index, Over: true, Attempt: client.Attempt{Number: a.tries, Reason: why}})
}

// dismiss gives up what was kept for toys that do not come back.
func (v *Server) dismiss(ended []*absence) {
	for _, a := range ended {
		a.toy.guard.Close()
		release(a.toy.peripheral)
	}
}

func release(p device.Peripheral) {
	if r, ok := p.(device.Releaser); ok {
		r.Release()
	}
}

// unwanted ends what a session that has ended wanted of absent toys, and the absences if
// it was the last one: they are to be dismissed. The caller holds mu.
func (v *Server) unwanted(s *Session) (ended []*absence) {
	for _, a := range v.absences() {
		delete(a.restore, s)
		if len(v.sessions) == 0 {
			v.endAbsence(a, nil)
			ended = append(ended, a)
		}
	}
	return ended
}

// stop makes features come back still; nil means all. The caller holds mu.
func (a *absence) stop(features []uint32) {
	a.changes++
	a.still = a.still || features == nil
	for _, feature := range features {
		a.stilled[feature] = true
	}
}

// unsubscribe forgets subscriptions that a client would come back to. The caller holds mu.
func (a *absence) unsubscribe(s *Session, which func(subKey) bool) {
	a.restore[s] = slices.DeleteFunc(a.restore[s], which)
}

// reconnecting is the answer to a command for an absent toy.
func reconnecting(t *toy) *message.Error {
	no := fail(message.CodeDevice, label(t)+" has dropped out and is being connected again. Nothing that it is told now is done.")
	no.Cause = client.ErrReconnecting
	return no
}

// settleIn brings a toy that is back to what it is to do: it stops it, and lets it go on as
// far as that is wanted.
func (v *Server) settleIn(t *toy, a *absence) {
	_ = t.guard.Stop(nil, true, false) // if it is gone again, its watch will tell
	v.mu.Lock()
	clear(t.driver) // of a round before
	resume := v.reconnect.Resume && !a.refused && !a.still && t.sameAs(a.toy)
	v.mu.Unlock()
	if !resume {
		return
	}
	var levels []device.Command
	before := a.toy.guard.Levels()
	v.mu.Lock()
	for _, c := range before {
		if !a.stilled[c.Feature] {
			levels = append(levels, c)
			t.driver[c.Feature] = a.toy.driver[c.Feature]
		}
	}
	v.mu.Unlock()
	_ = t.guard.Output(levels...) // as above
}

// comeBack ends the absence that a toy has come back from, and one of a toy whose index it
// has. Of those returned, the guard is to be closed. The caller holds mu and flushes all
// sessions.
func (v *Server) comeBack(t *toy) (ended []*absence) {
	if a := v.absentAt(t.address); a != nil {
		ended = append(ended, a)
		if t.sameAs(a.toy) {
			delete(v.absent, a.toy.index)
			a.cancel()
			t.past = a.past
			v.resubscribe(t, a)
		} else {
			v.endAbsence(a, errAnotherModel)
		}
	}
	if a := v.absent[t.index]; a != nil {
		ended = append(ended, a)
		v.endAbsence(a, errIndexTaken)
	}
	return ended
}

// sameAs tells whether a toy that came back is what it was, as clients see it.
func (t *toy) sameAs(before *toy) bool {
	return t.def.Protocol == before.def.Protocol && t.def.Identifier == before.def.Identifier && message.SameDevice(t.seen, before.seen)
}

// resubscribe begins again the subscriptions to a toy that is back. The caller holds mu.
func (v *Server) resubscribe(t *toy, a *absence) {
	for s, list := range a.restore {
		if _, there := v.sessions[s]; !there {
			continue
		}
		for _, old := range list {
			k := subKey{t, old.feature, old.input}
			begin := s.changeSubscription(k, true)
			s.subs[k].answered = true
			v.start(func() {
				ctx, cancel := context.WithTimeoutCause(s.ctx, inputTimeout, device.ErrTimeout)
				defer cancel()
				if no, failed := begin(ctx).(*message.Error); failed {
					s.post(no)
				}
			})
		}
	}
}
