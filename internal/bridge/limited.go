package bridge

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Limited is a connector to a server that knows nothing of the player's limits: they are
// kept to on the way there.
func Limited(connector client.Connector, l *device.Limits) client.Connector {
	return &limited{connector, l}
}

type limited struct {
	client.Connector
	limits *device.Limits
}

func (l *limited) Connect(ctx context.Context) (client.Conn, error) {
	conn, err := l.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := &limitedConn{Conn: conn, limits: l.limits, toys: map[uint32]*remoteToy{}, sending: make(chan struct{}, 1), wake: make(chan struct{}, 1), closed: make(chan struct{})}
	go c.sendOwn()
	return c, nil
}

// ownIDs is the first Id of messages that the client did not send. It never gets that far.
const ownIDs = 1 << 31

// ownTimeout bounds how long a message of our own may take to be handed over.
const ownTimeout = 5 * time.Second

type limitedConn struct {
	client.Conn
	limits *device.Limits

	// sending is full while queue is taken and sent: messages go out in the order in which
	// the limits let them through, so nothing overtakes a stop.
	sending chan struct{}

	turn sync.Mutex // of Send and Receive: who works with toys
	toys map[uint32]*remoteToy

	once   sync.Once
	closed chan struct{}
	wake   chan struct{} // holds a token while there may be something in queue

	mu    sync.Mutex
	queue []message.Message // the client's, and our own: steps of ramps, stops of a hold
	last  uint32
}

// remoteToy is a device of the server as a toy of limits.
type remoteToy struct {
	conn  *limitedConn
	index uint32
	info  *device.Definition
	guard *device.Guard

	// Of the message of the client that is in process:
	mu       sync.Mutex
	output   *message.OutputCmd // nil if it is none, or what it comes to is in the queue
	stopping bool               // it is a stop
	stops    int                // calls of Stop meanwhile
}

// Output implements device.Toy.
func (t *remoteToy) Output(commands ...device.Command) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range commands {
		out := t.message(c)
		if m := t.output; m != nil && c.Feature == m.FeatureIndex && c.Type == m.Type {
			out.Header, t.output = m.Header, nil
			t.conn.pass(out)
			continue
		}
		t.conn.add(out)
	}
	return nil
}

func (t *remoteToy) message(c device.Command) *message.OutputCmd {
	return &message.OutputCmd{DeviceIndex: t.index, FeatureIndex: c.Feature, Type: c.Type, Value: c.Value, Duration: c.Duration}
}

// Stop implements device.Toy. Of a stop of the client, the message itself goes.
func (t *remoteToy) Stop(features []uint32, _, _ bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.stopping {
		if t.stops++; t.stops == 1 {
			return nil
		}
		features = nil // a hold came too: either call may be the client's
	}
	if features == nil {
		t.conn.add(&message.StopCmd{DeviceIndex: &t.index, Outputs: true})
	}
	for i := range features {
		t.conn.add(&message.StopCmd{DeviceIndex: &t.index, FeatureIndex: &features[i], Outputs: true})
	}
	return nil
}

// StopNow implements device.Toy.
func (t *remoteToy) StopNow() { _ = t.Stop(nil, true, false) }

// Send implements client.Conn.
func (c *limitedConn) Send(ctx context.Context, ms ...message.Message) error {
	select {
	case c.sending <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.sending }()
	c.turn.Lock()
	for _, m := range ms {
		switch m := m.(type) {
		case *message.OutputCmd:
			c.output(m)
		case *message.StopCmd:
			c.stop(m)
			c.pass(m)
		default:
			c.pass(m)
		}
	}
	c.turn.Unlock()
	queue := c.take()
	err := c.Conn.Send(ctx, queue...)
	if err != nil && ctx.Err() != nil {
		c.giveBack(queue)
	}
	return err
}

// output is what becomes of a command: another value, or, where it must not run at all, a
// stop, which gets the same answer.
func (c *limitedConn) output(m *message.OutputCmd) {
	t := c.toys[m.DeviceIndex]
	if t == nil {
		c.pass(m)
		return
	}
	t.mu.Lock()
	t.output = m
	t.mu.Unlock()
	_ = t.guard.Output(device.Command{Feature: m.FeatureIndex, Type: m.Type, Value: m.Value, Duration: m.Duration})
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.output != nil {
		t.output = nil
		c.pass(&message.StopCmd{Header: m.Header, DeviceIndex: &m.DeviceIndex, FeatureIndex: &m.FeatureIndex, Outputs: true})
	}
}

// stop tells the guards of what a client stops.
func (c *limitedConn) stop(m *message.StopCmd) {
	for index, t := range c.toys {
		if !m.Outputs || m.DeviceIndex != nil && *m.DeviceIndex != index {
			continue
		}
		var features []uint32
		if m.DeviceIndex != nil && m.FeatureIndex != nil {
			features = []uint32{*m.FeatureIndex}
		}
		t.mu.Lock()
		t.stopping, t.stops = true, 0
		t.mu.Unlock()
		_ = t.guard.Stop(features, true, false)
		t.mu.Lock()
		t.stopping = false
		t.mu.Unlock()
	}
}

// Receive implements client.Conn.
func (c *limitedConn) Receive(ctx context.Context) ([]message.Message, error) {
	for {
		ms, err := c.Conn.Receive(ctx)
		ms = slices.DeleteFunc(ms, func(m message.Message) bool {
			if list, ok := m.(*message.DeviceList); ok {
				c.follow(list)
			}
			return m.MessageID() >= ownIDs
		})
		if len(ms) > 0 || err != nil {
			return ms, err
		}
	}
}

// follow puts guards before the devices of a list.
func (c *limitedConn) follow(list *message.DeviceList) {
	c.turn.Lock()
	defer c.turn.Unlock()
	before := c.toys
	c.toys = make(map[uint32]*remoteToy, len(list.Devices))
	for _, info := range list.Devices {
		t := before[info.Index]
		if t == nil || t.info.Name != info.Name {
			t = &remoteToy{conn: c, index: info.Index, info: info}
			t.guard = c.limits.Attach(info.Name, info, t)
		}
		c.toys[info.Index] = t
	}
	for index, t := range before {
		if c.toys[index] != t {
			t.guard.Close()
		}
	}
}

// pass puts a message of the client into the queue, for Send to send.
func (c *limitedConn) pass(m message.Message) {
	c.mu.Lock()
	c.queue = append(c.queue, m)
	c.mu.Unlock()
}

// add lets a message be sent that the client did not ask for. Those of our own that wait
// and are made pointless by it go, so that there are never many.
func (c *limitedConn) add(m message.Message) {
	c.mu.Lock()
	m.SetMessageID(ownIDs + c.last)
	c.last = (c.last + 1) % ownIDs
	c.queue = slices.DeleteFunc(c.queue, func(before message.Message) bool { return replaces(m, before) })
	c.queue = append(c.queue, m)
	c.mu.Unlock()
	c.poke()
}

// replaces tells whether m makes a message of our own pointless that was to be sent before.
func replaces(m, before message.Message) bool {
	if before.MessageID() < ownIDs {
		return false
	}
	output, isOutput := before.(*message.OutputCmd)
	switch m := m.(type) {
	case *message.OutputCmd:
		return isOutput && output.DeviceIndex == m.DeviceIndex && output.FeatureIndex == m.FeatureIndex
	case *message.StopCmd:
		if isOutput {
			return output.DeviceIndex == *m.DeviceIndex && (m.FeatureIndex == nil || output.FeatureIndex == *m.FeatureIndex)
		}
		stop, isStop := before.(*message.StopCmd)
		return isStop && *stop.DeviceIndex == *m.DeviceIndex &&
			(m.FeatureIndex == nil || stop.FeatureIndex != nil && *stop.FeatureIndex == *m.FeatureIndex)
	}
	return false
}

func (c *limitedConn) poke() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// take empties the queue. The caller is sending.
func (c *limitedConn) take() []message.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	queue := c.queue
	c.queue = nil
	return queue
}

// giveBack lets our own stops be sent although the client has given up the message that
// they were to go with.
func (c *limitedConn) giveBack(queue []message.Message) {
	own := slices.DeleteFunc(slices.Clone(queue), func(m message.Message) bool {
		_, stop := m.(*message.StopCmd)
		return !stop || m.MessageID() < ownIDs
	})
	c.mu.Lock()
	c.queue = append(own, c.queue...)
	c.mu.Unlock()
	c.poke()
}

// sendOwn sends our own messages until the connection ends.
func (c *limitedConn) sendOwn() {
	for {
		select {
		case <-c.wake:
		case <-c.closed:
			return
		}
		select {
		case c.sending <- struct{}{}:
		case <-c.closed:
			return
		}
		if own := c.take(); len(own) > 0 {
			ctx, cancel := context.WithTimeout(context.Background(), ownTimeout)
			_ = c.Conn.Send(ctx, own...) // the client learns from Receive if the connection has ended
			cancel()
		}
		<-c.sending
	}
}

// Close implements client.Conn.
func (c *limitedConn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		close(c.closed)
		c.follow(&message.DeviceList{})
	})
	return err
}
