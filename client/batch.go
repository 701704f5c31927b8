package client

import "github.com/gobuttplug/gobuttplug/message"

// Batch collects commands, in order, to be sent at once and without waiting: for a caller
// that has many of them, or that may not wait. They are handed over together, so that a
// server in the same process can make one update of those for a device. A Batch is used by
// one goroutine, once.
//
// Each command has a function done that is called when it has ended, as event handlers
// are, with the error that the waiting method of the same name would have returned. It may
// be nil.
type Batch struct {
	client *Client
	calls  []*call
}

// Batch starts a batch. It may hold commands for the devices of this client only.
func (c *Client) Batch() *Batch { return &Batch{client: c} }

// Feature adds Feature.Run.
func (b *Batch) Feature(f *Feature, cmd Command, done func(error)) {
	c, err := f.call(cmd)
	if err != nil {
		c = &call{err: err}
	}
	b.add(c, done)
}

// Device adds Device.Run.
func (b *Batch) Device(d *Device, cmd Command, done func(error)) {
	calls, err := d.calls(cmd)
	if err != nil {
		calls = []*call{{err: err}}
	}
	if len(calls) == 1 {
		b.add(calls[0], done)
		return
	}
	finish := join(len(calls), b.handled(done))
	for _, c := range calls {
		c.finish = finish
	}
	b.calls = append(b.calls, calls...)
}

// StopFeature adds Feature.Stop.
func (b *Batch) StopFeature(f *Feature, done func(error)) { b.add(f.stop(), done) }

// StopDevice adds Device.Stop.
func (b *Batch) StopDevice(d *Device, done func(error)) { b.add(d.stop(), done) }

// StopAll adds Client.StopAll.
func (b *Batch) StopAll(done func(error)) { b.add(&call{request: stopAll()}, done) }

// Send sends the commands. It does not wait for their ends.
func (b *Batch) Send() {
	b.client.start(b.calls...)
	b.calls = nil
}

func (b *Batch) add(c *call, done func(error)) {
	ended := b.handled(done)
	c.finish = func(_ message.Message, err error) { ended(err) }
	b.calls = append(b.calls, c)
}

// handled makes done run where event handlers run.
func (b *Batch) handled(done func(error)) func(error) {
	if done == nil {
		return func(error) {}
	}
	return func(err error) { b.client.events.push(event{done: done, err: err}) }
}
