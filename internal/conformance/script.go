package conformance

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/message"
)

// Conn is a connection to a client.
type Conn interface {
	// Read waits for a text frame. It fails with ErrBinary if a binary one came.
	Read(ctx context.Context) ([]byte, error)
	// Write sends a text frame.
	Write(ctx context.Context, frame []byte) error
	// Close ends the connection and makes Read return.
	Close()
}

// ErrBinary is the error of a Conn whose client sent a binary frame.
var ErrBinary = errors.New("a binary frame came; messages are sent in text frames")

// run plays a scenario to one client.
type run struct {
	ctx     context.Context
	timeout time.Duration // of a step
	door    *door
	tasks   sync.WaitGroup // readers of connections

	conn     Conn          // nil while there is none
	in       chan incoming // what comes from conn; nil while there is none
	cancel   func()        // ends the reader of conn
	ids      map[uint32]struct{}
	list     func(id uint32) []byte // the frame with the devices as they are now
	found    func() error           // lets devices appear when the client scans
	asked    bool                   // the client requested the device list in this session
	pingTime time.Duration          // what ServerInfo said; 0: none
	pingBy   time.Time              // when the next Ping must have come
	instead  []string               // what came while a step waited for something else
	early    []message.Message      // what came while an observation was waited for
	over     bool                   // no step waits for messages any more
}

// door is where connections and observations of a run come in.
type door struct {
	conns chan Conn
	seen  *observations
	ended chan struct{} // closed at the end of the run

	mu   sync.Mutex
	open bool // a connection is wanted
}

// newDoor makes a door through which its maker alone may send the first connection.
func newDoor() *door {
	return &door{conns: make(chan Conn, 1), seen: newObservations(), ended: make(chan struct{})}
}

// reserve reports whether a connection is wanted; the caller then is the only one who may
// send it.
func (d *door) reserve() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	was := d.open
	d.open = false
	return was
}

// unlock wants a connection.
func (d *door) unlock() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = true
}

type incoming struct {
	m   message.Message
	bad error // the client sent something that is wrong
	end error // the connection has ended
}

// Errors of a step.
var (
	errClosed     = errors.New("the client closed the connection")
	errOverdue    = errors.New("no Ping came in time")
	errUnobserved = errors.New("the driver reports no observations")
)

// accept waits for a connection.
func (r *run) accept(within time.Duration) error {
	timer := time.NewTimer(within)
	defer timer.Stop()
	select {
	case r.conn = <-r.door.conns:
	case <-timer.C:
		r.door.reserve()
		return errors.New("no client connected within " + within.String())
	case <-r.ctx.Done():
		return context.Cause(r.ctx)
	}
	r.ids = map[uint32]struct{}{}
	r.asked, r.pingTime, r.early = false, 0, nil
	ctx, cancel := context.WithCancel(r.ctx)
	conn, in := r.conn, make(chan incoming)
	r.in, r.cancel = in, cancel
	r.tasks.Go(func() { read(ctx, conn, in) })
	return nil
}

// read passes on what comes from a connection, until it ends.
func read(ctx context.Context, conn Conn, in chan<- incoming) {
	pass := func(i incoming) bool {
		select {
		case in <- i:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for {
		frame, err := conn.Read(ctx)
		if err == ErrBinary {
			pass(incoming{bad: err})
			return
		}
		if err != nil {
			pass(incoming{end: err})
			return
		}
		for el, bad := range message.Elements(frame, message.Limits{}) {
			var i incoming
			if bad != nil {
				i.bad = bad
			} else {
				i.m, i.bad = decode(el)
			}
			if !pass(i) {
				return
			}
		}
	}
}

// hangUp closes the connection, if there is one.
func (r *run) hangUp() {
	if r.conn != nil {
		r.conn.Close()
		r.cancel()
	}
	r.conn, r.in = nil, nil
}

// send sends a frame.
func (r *run) send(frame []byte) error {
	if r.conn == nil {
		return errClosed
	}
	ctx, cancel := context.WithTimeout(r.ctx, r.timeout)
	defer cancel()
	if err := r.conn.Write(ctx, frame); err != nil {
		return errors.New("the client took no message: " + err.Error())
	}
	return nil
}

// say sends a message, and counts it as a reply if it has an Id.
func (r *run) say(m message.Message) error {
	delete(r.ids, m.MessageID())
	return r.send(message.Append(nil, m))
}

// verdict is what a step makes of a message.
type verdict uint8

const (
	other verdict = iota // it waits for something else; the message is answered as usual
	held                 // it wants the message, gives no answer yet, and waits on
	taken                // that is it; the step has answered
)

// wait answers what the client sends until a message is taken or something is seen.
// Either may be nil. What completes "waited for" in an error.
//
// A driver need not wait for its observations to arrive: what it sends meanwhile is kept
// for the next step that waits for a message.
func (r *run) wait(what string, within time.Duration, take func(message.Message) (verdict, error), seen func() bool) error {
	r.instead = nil
	timer := time.NewTimer(within)
	defer timer.Stop()
	for {
		if seen != nil && seen() {
			return nil
		}
		if done, err := r.catchUp(take); done || err != nil {
			return err
		}
		if take != nil && r.conn == nil {
			return errClosed
		}
		select {
		case i := <-r.in:
			if err := r.receive(i); err != nil && (err != errClosed || take != nil) {
				return err
			}
		case <-r.door.seen.news:
		case <-r.late():
			return errOverdue
		case <-timer.C:
			return errors.New("waited " + within.String() + " for " + what + r.came())
		case <-r.ctx.Done():
			return context.Cause(r.ctx)
		}
	}
}

// maxEarly bounds what a client can send before its time.
const maxEarly = 100

// receive takes what came from the client.
func (r *run) receive(i incoming) error {
	if i.end != nil {
		r.hangUp()
		return errClosed
	}
	if i.bad != nil {
		return i.bad
	}
	id := i.m.MessageID()
	if _, twice := r.ids[id]; twice {
		return errors.New(describe(i.m) + " has the Id of a request that has no reply yet")
	}
	r.ids[id] = struct{}{}
	if len(r.early) == maxEarly {
		return errors.New("the client sends on and on: " + describe(i.m))
	}
	r.early = append(r.early, i.m)
	return nil
}

// catchUp gives messages that came to the step, and answers what it does not want. When
// an observation is waited for, only what never is part of a step is answered.
func (r *run) catchUp(take func(message.Message) (verdict, error)) (done bool, err error) {
	keep := r.early[:0]
	defer func() { r.early = keep }()
	for i, m := range r.early {
		if take == nil && !r.over && !housekeeping(m) {
			keep = append(keep, m)
			continue
		}
		v := other
		if take != nil {
			v, err = take(m)
		}
		if v == other && err == nil {
			if len(r.instead) < 5 {
				r.instead = append(r.instead, describe(m))
			}
			err = r.answer(m)
		}
		if v == taken || err != nil {
			keep = append(keep, r.early[i+1:]...)
			return v == taken, err
		}
	}
	return false, nil
}

// housekeeping reports whether clients send m of their own accord.
func housekeeping(m message.Message) bool {
	switch m.(type) {
	case *message.Ping, *message.RequestDeviceList, *message.StopScanning:
		return true
	}
	return false
}

// late fires when a Ping is overdue.
func (r *run) late() <-chan time.Time {
	if r.pingTime == 0 || r.conn == nil {
		return nil
	}
	return time.After(time.Until(r.pingBy))
}

func (r *run) came() string {
	if len(r.instead) == 0 {
		return ""
	}
	return "; what came was " + strings.Join(r.instead, ", ")
}

// observed waits for lines of the driver, in any order. A line may give choices, with a
// bar between them.
func (r *run) observed(lines ...string) error {
	if !r.door.seen.wanted {
		return errUnobserved
	}
	for _, line := range lines {
		choices := strings.Split(line, "|")
		if err := r.wait("the observation "+line, r.timeout, nil, func() bool { return r.door.seen.take(choices...) }); err != nil {
			if left := r.door.seen.left(); len(left) > 0 {
				return errors.New(err.Error() + "; observed were " + strings.Join(left, ", "))
			}
			return err
		}
	}
	return nil
}

// unseen checks that a line was not observed.
func (r *run) unseen(line string) error {
	if !r.door.seen.wanted {
		return errUnobserved
	}
	if r.door.seen.take(line) {
		return errors.New("observed once too often: " + line)
	}
	return nil
}

func number[T int32 | int64 | uint32](n T) string { return strconv.FormatInt(int64(n), 10) }
