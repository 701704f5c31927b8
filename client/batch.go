package client

import (
	"sync"
)

// Batch collects commands, in order, to be sent at once and without waiting: for a caller
// that has many of them, or that may not wait. They are handed over together, so that a
// server in the same process can make one update of those for a device. A Batch is used by
// one goroutine, once.
//
// Each command has a function done for an answer that comes later, see Send. It may be nil.
type Batch struct {
	client *Client
	calls  []*call

	mu      sync.Mutex
	sent    bool // Send has returned
	answers []Answer
	later   []func(error) // by command: done
}

// Answer is what became of a command of a Batch.
type Answer struct {
	Known bool  // false: it comes later
	Err   error // what the waiting method of the same name would have returned
}

// Batch starts a batch. It may hold commands for the devices of this client only.
func (c *Client) Batch() *Batch { return &Batch{client: c} }

// Feature adds Feature.Run.
func (b *Batch) Feature(f *Feature, cmd Command, done func(error)) {
	c, err := f.call(cmd)
	if err != nil {
		c = &call{err: err}
	}
	b.add(done, c)
}

// Device adds Device.Run.
func (b *Batch) Device(d *Device, cmd Command, done func(error)) {
	calls, err := d.calls(cmd)
	if err != nil {
		calls = []*call{{err: err}}
	}
	b.add(done, calls...)
}

// StopFeature adds Feature.Stop.
func (b *Batch) StopFeature(f *Feature, done func(error)) { b.add(done, f.stop()) }

// StopDevice adds Device.Stop.
func (b *Batch) StopDevice(d *Device, done func(error)) { b.add(done, d.stop()) }

// StopAll adds Client.StopAll.
func (b *Batch) StopAll(done func(error)) { b.add(done, &call{request: stopAll()}) }

// Send sends the commands, does not wait for their ends, and returns what is known of them
// by now, in the order in which they were added: of commands that could not be sent, and of
// those that a server in the same process has carried out, that is all. For each of the
// others done is called with the answer, as event handlers are.
func (b *Batch) Send() []Answer {
	b.client.start(b.calls...)
	b.calls = nil
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = true
	return b.answers
}

// add adds a command that takes some calls.
func (b *Batch) add(done func(error), calls ...*call) {
	n := len(b.answers)
	b.answers, b.later = append(b.answers, Answer{}), append(b.later, done)
	finish := join(len(calls), func(err error) { b.answer(n, err) })
	for _, c := range calls {
		c.finish = finish
	}
	b.calls = append(b.calls, calls...)
}

// answer takes note of what became of a command.
func (b *Batch) answer(n int, err error) {
	b.mu.Lock()
	late, done := b.sent, b.later[n]
	if !late {
		b.answers[n] = Answer{Known: true, Err: err}
	}
	b.mu.Unlock()
	if late && done != nil {
		b.client.events.push(event{done: done, err: err})
	}
}

// start sends a batch of one command whose answer goes to done, whenever it comes.
func (b *Batch) start(done func(error)) {
	if a := b.Send()[0]; a.Known && done != nil {
		b.client.events.push(event{done: done, err: a.Err})
	}
}
