package client

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Command tells an output what to do:
//
//	client.Command{Type: device.Vibrate, Value: client.Fraction(0.5)}
type Command struct {
	Type  device.OutputType
	Value Value
}

// Value is how far an output is to go. It is made by Steps, Fraction, Move or MoveSteps. The zero
// value is Steps(0).
type Value struct {
	steps    int32
	fraction float64 // if relative
	relative bool
	timed    bool
	duration time.Duration // if timed
}

// Steps is a value in steps, within the range of the output; see Feature.Output.
func Steps(n int32) Value { return Value{steps: n} }

// Fraction is a value as a fraction of the largest one of the output: 0 to 1, or -1 to 1 for an
// output with two directions. It is rounded away from 0 to whole steps, so that a small value
// still moves the toy.
func Fraction(x float64) Value { return Value{fraction: x, relative: true} }

// Move is a place to reach within d, for device.HwPositionWithDuration: a fraction, 0 to 1. Where
// the output can't move as fast or as slowly, the nearest duration that it can do is taken; a
// negative one is an error.
func Move(x float64, d time.Duration) Value {
	return Value{fraction: x, relative: true, timed: true, duration: d}
}

// MoveSteps is Move with the place in steps.
func MoveSteps(n int32, d time.Duration) Value { return Value{steps: n, timed: true, duration: d} }

// resolve gives the value in steps and the duration for an output.
func (v Value) resolve(o *device.Output) (steps int32, duration time.Duration, err error) {
	if takes := o.Type == device.HwPositionWithDuration; takes != v.timed {
		text := " takes no duration; use Steps or Fraction"
		if takes {
			text = " needs a duration; use Move or MoveSteps"
		}
		return 0, 0, &detail{ErrUnsupported, o.Type.String() + text}
	}
	if steps, err = v.stepsIn(o.Range); err != nil {
		return 0, 0, err
	}
	if !v.timed {
		return steps, 0, nil
	}
	if v.duration < 0 {
		return 0, 0, &detail{ErrRange, "duration " + v.duration.String() + " is negative"}
	}
	return steps, o.Duration.Clamp(v.duration), nil
}

func (v Value) stepsIn(r device.Range) (int32, error) {
	steps := v.steps
	if v.relative {
		lowest := 0.0
		if r.Min < 0 {
			lowest = -1
		}
		if !(v.fraction >= lowest && v.fraction <= 1) { // NaN fails too
			return 0, &detail{ErrRange, "value " + decimal(v.fraction) + " is outside " +
				itoa(int64(lowest)) + " to 1"}
		}
		steps = device.StepUp(r.Max, v.fraction)
	}
	if !r.Contains(steps) {
		return 0, &detail{ErrRange, "value " + itoa(int64(steps)) + " is outside " + itoa(int64(r.Min)) + " to " + itoa(int64(r.Max))}
	}
	return steps, nil
}

// output is a command for the feature in the range that the server announced.
func (f *Feature) output(cmd Command) (device.Command, error) {
	output, ok := f.info.Output(cmd.Type)
	if !ok {
		return device.Command{}, deviceError(f.String(), &detail{ErrUnsupported, "the feature has no output " + cmd.Type.String()})
	}
	steps, duration, err := cmd.Value.resolve(output)
	if err != nil {
		return device.Command{}, deviceError(f.String()+", "+cmd.Type.String(), err)
	}
	return device.Command{Feature: f.info.Index, Type: cmd.Type, Value: steps, Duration: duration}, nil
}

// outputs are a command for each feature that has the output.
func (d *Device) outputs(cmd Command) ([]device.Command, error) {
	var all []device.Command
	for _, f := range d.features {
		if _, ok := f.info.Output(cmd.Type); !ok {
			continue
		}
		c, err := f.output(cmd)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, deviceError(d.String(), &detail{ErrUnsupported, "the device has no output " + cmd.Type.String()})
	}
	return all, nil
}

// request is the message that asks for an output.
func (d *Device) request(c device.Command) *message.OutputCmd {
	return &message.OutputCmd{
		DeviceIndex: d.info.Index, FeatureIndex: c.Feature, Type: c.Type, Value: c.Value, Duration: c.Duration,
	}
}

// run carries out outputs of a device that belong together and waits for the answers.
func (c *Client) run(ctx context.Context, d *Device, outputs ...device.Command) error {
	s := c.current()
	if s == nil {
		return c.notConnected(describe(d.request(outputs[0])))
	}
	if s.outputs != nil && ctx.Err() == nil {
		return joined(s.output(d, outputs))
	}
	calls := make([]*call, len(outputs))
	for i, one := range outputs {
		calls[i] = &call{device: d, request: d.request(one)}
	}
	return s.do(ctx, calls...)
}

// output has a server in this process carry out outputs of a device. The errors are those of
// the outputs, in their order; none if all were accepted.
func (s *session) output(d *Device, outputs []device.Command) []error {
	err := s.give(d, outputs)
	if err == nil {
		return nil
	}
	errs := make([]error, len(outputs))
	for i := range outputs {
		if len(outputs) > 1 { // what is wrong with one does not keep the others from running
			err = s.give(d, outputs[i:i+1])
		}
		errs[i] = err
	}
	return errs
}

// give gives outputs to the server, all of them or none.
func (s *session) give(d *Device, outputs []device.Command) error {
	s.mu.Lock()
	ended, known := s.ended, s.devices[d.info.Index] == d
	s.mu.Unlock()
	var err error
	if !ended && known {
		if err = s.outputs.Output(d.info.Index, outputs); err == nil {
			return nil
		}
	}
	op := describe(d.request(outputs[0]))
	remote, answered := errors.AsType[*message.Error](err)
	switch {
	case ended:
		return s.ending(op)
	case !known:
		return deviceError(op, ErrDeviceGone)
	case answered:
		return classify(op, remote)
	}
	return connectorError(op, err)
}

// Batch collects commands, in order, to be sent at once and without waiting: for a caller
// that has many of them, or that may not wait. They are handed over together, so that a
// server in the same process can make one update of those for a device. A Batch is used by
// one goroutine, once.
type Batch struct {
	client *Client
	late   func(command int, err error)
	parts  []part

	mu     sync.Mutex // guards what became of the commands
	sent   bool       // Send has returned
	states []state    // by command
}

// part is an output or another request of a command, or why there is none.
type part struct {
	command int
	device  *Device        // of an output
	output  device.Command // for it
	call    *call          // what is no output
	err     error
}

// state is what is known of a command.
type state struct {
	left int // parts without an answer
	errs []error
}

// Answer is what became of a command of a Batch.
type Answer struct {
	Known bool  // false: it comes later
	Err   error // what the waiting method of the same name would have returned
}

// Batch starts a batch. It may hold commands for the devices of this client only. Late is
// called, as event handlers are, with each answer that comes after Send has returned; the
// commands are counted from 0. It may be nil.
func (c *Client) Batch(late func(command int, err error)) *Batch {
	return &Batch{client: c, late: late}
}

// Feature adds Feature.Run.
func (b *Batch) Feature(f *Feature, cmd Command) {
	output, err := f.output(cmd)
	b.add(part{device: f.device, output: output, err: err})
}

// Device adds Device.Run.
func (b *Batch) Device(d *Device, cmd Command) {
	outputs, err := d.outputs(cmd)
	if err != nil {
		b.add(part{err: err})
		return
	}
	b.add(part{device: d, output: outputs[0]})
	for _, output := range outputs[1:] {
		b.states[len(b.states)-1].left++
		b.parts = append(b.parts, part{command: len(b.states) - 1, device: d, output: output})
	}
}

// StopFeature adds Feature.Stop.
func (b *Batch) StopFeature(f *Feature) { b.add(part{call: f.stop()}) }

// StopDevice adds Device.Stop.
func (b *Batch) StopDevice(d *Device) { b.add(part{call: d.stop()}) }

// StopAll adds Client.StopAll.
func (b *Batch) StopAll() { b.add(part{call: &call{request: stopAll()}}) }

// add adds a command.
func (b *Batch) add(p part) {
	p.command = len(b.states)
	b.parts, b.states = append(b.parts, p), append(b.states, state{left: 1})
}

// Send sends the commands, does not wait for their ends, and returns what is known of them
// by now, in the order in which they were added: of commands that could not be sent, and of
// those that a server in the same process has carried out, that is all.
func (b *Batch) Send() []Answer {
	switch s := b.client.current(); {
	case s == nil:
		b.refuse()
	case s.outputs != nil:
		for parts := b.parts; len(parts) > 0; {
			parts = parts[b.sendFirst(s, parts):]
		}
	default:
		calls := make([]*call, len(b.parts))
		for i := range b.parts {
			calls[i] = b.call(&b.parts[i])
		}
		s.start(s.ctx, calls...)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = true
	answers := make([]Answer, len(b.states))
	for i, one := range b.states {
		answers[i] = Answer{Known: one.left == 0, Err: joined(one.errs)}
	}
	return answers
}

// refuse answers everything without a session.
func (b *Batch) refuse() {
	for i := range b.parts {
		c := b.call(&b.parts[i])
		if c.err == nil {
			c.err = b.client.notConnected(describe(c.request))
		}
		c.finish(nil, c.err)
	}
}

// sendFirst sends the outputs of one device at the front, or the other request there, and
// tells how many parts that were.
func (b *Batch) sendFirst(s *session, parts []part) (n int) {
	var few [8]device.Command // keeps the usual case off the heap
	outputs := few[:0]
	for n < len(parts) && parts[n].device != nil && parts[n].device == parts[0].device && parts[n].err == nil {
		outputs = append(outputs, parts[n].output)
		n++
	}
	if n == 0 {
		s.start(s.ctx, b.call(&parts[0]))
		return 1
	}
	errs := s.output(parts[0].device, outputs)
	for i := range n {
		var err error
		if errs != nil {
			err = errs[i]
		}
		b.answer(parts[i].command, err)
	}
	return n
}

// call is a part as a request.
func (b *Batch) call(p *part) *call {
	c := p.call
	switch {
	case p.err != nil:
		c = &call{err: p.err}
	case c == nil:
		c = &call{device: p.device, request: p.device.request(p.output)}
	}
	command := p.command
	c.finish = func(_ message.Message, err error) { b.answer(command, err) }
	return c
}

// answer takes note of what became of a part of a command.
func (b *Batch) answer(command int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := &b.states[command]
	one.left--
	if err != nil {
		one.errs = append(one.errs, err)
	}
	if b.sent && one.left == 0 && b.late != nil {
		b.client.events.push(event{run: func() { b.late(command, joined(one.errs)) }})
	}
}

// start sends a command that add adds. Its answer goes to done, as events do, whenever it comes.
func (c *Client) start(done func(error), add func(*Batch)) {
	told := func(_ int, err error) {
		if done != nil {
			done(err)
		}
	}
	b := c.Batch(told)
	add(b)
	if a := b.Send()[0]; a.Known {
		c.events.push(event{run: func() { told(0, a.Err) }})
	}
}

// joined makes one error of several.
func joined(errs []error) error {
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}
