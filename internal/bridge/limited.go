package bridge

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/limits"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// Limited is a connector to a server that knows nothing of the player's limits: they are
// kept to on the way there.
func Limited(connector client.Connector, l *limits.Limits) client.Connector {
	return &limited{connector, l}
}

type limited struct {
	client.Connector
	limits *limits.Limits
}

func (l *limited) Connect(ctx context.Context) (client.Conn, error) {
	conn, err := l.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c := &limitedConn{Conn: conn, limits: l.limits, toys: map[uint32]*remoteToy{}, wake: make(chan struct{}, 1), closed: make(chan struct{})}
	go c.sendOwn()
	return c, nil
}

// ownIDs is the first Id of messages that the client did not send. It never gets that far.
const ownIDs = 1 << 31

// ownTimeout bounds how long a message of our own may take to be handed over.
const ownTimeout = 5 * time.Second

// maxOwn is how many messages of our own may wait to be sent.
const maxOwn = 256

type limitedConn struct {
	client.Conn
	limits *limits.Limits

	turn sync.Mutex // of Send and Receive: who works with toys
	toys map[uint32]*remoteToy

	once   sync.Once
	closed chan struct{}
	wake   chan struct{} // holds a token while there may be something in own

	mu   sync.Mutex
	own  []message.Message // not the client's: steps of ramps, stops of a hold
	last uint32
}

// remoteToy is a device of the server as a toy of limits.
type remoteToy struct {
	conn  *limitedConn
	index uint32
	info  message.Device
	guard *limits.Guard

	mu     sync.Mutex
	direct bool               // a message of the client is in process: what it comes to is gathered
	came   []protocol.Command // to that
}

// Output implements limits.Toy.
func (t *remoteToy) Output(commands ...protocol.Command) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.direct {
		t.came = append(t.came, commands...)
		return nil
	}
	for _, c := range commands {
		t.conn.add(t.message(c))
	}
	return nil
}

func (t *remoteToy) message(c protocol.Command) *message.OutputCmd {
	return &message.OutputCmd{DeviceIndex: t.index, FeatureIndex: c.Feature, Type: c.Type, Value: c.Value, Duration: c.Duration}
}

// Stop implements limits.Toy. Of a stop of the client, the message itself goes.
func (t *remoteToy) Stop(features []uint32, _, _ bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.direct {
		return nil
	}
	if features == nil {
		t.conn.add(&message.StopCmd{DeviceIndex: &t.index, Outputs: true})
	}
	for i := range features {
		t.conn.add(&message.StopCmd{DeviceIndex: &t.index, FeatureIndex: &features[i], Outputs: true})
	}
	return nil
}

// StopNow implements limits.Toy.
func (t *remoteToy) StopNow() { _ = t.Stop(nil, true, false) }

// directly runs fn for a message of the client and returns what it comes to.
func (t *remoteToy) directly(fn func()) []protocol.Command {
	t.mu.Lock()
	t.direct, t.came = true, nil
	t.mu.Unlock()
	fn()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.direct = false
	return t.came
}

// Send implements client.Conn.
func (c *limitedConn) Send(ctx context.Context, ms ...message.Message) error {
	c.turn.Lock()
	limited := slices.Clone(ms)
	for i, m := range ms {
		switch m := m.(type) {
		case *message.OutputCmd:
			limited[i] = c.output(m)
		case *message.StopCmd:
			c.stop(m)
		}
	}
	c.turn.Unlock()
	return c.Conn.Send(ctx, limited...)
}

// output is what becomes of a command: another value, or, where it must not run at all, a
// stop, which gets the same answer.
func (c *limitedConn) output(m *message.OutputCmd) message.Message {
	t := c.toys[m.DeviceIndex]
	if t == nil {
		return m
	}
	came := t.directly(func() {
		_ = t.guard.Output(protocol.Command{Feature: m.FeatureIndex, Type: m.Type, Value: m.Value, Duration: m.Duration})
	})
	var result message.Message = &message.StopCmd{Header: m.Header, DeviceIndex: &m.DeviceIndex, FeatureIndex: &m.FeatureIndex, Outputs: true}
	for _, one := range came {
		out := t.message(one)
		if one.Feature == m.FeatureIndex && one.Type == m.Type {
			out.Header = m.Header
			result = out
			continue
		}
		c.add(out) // a step of a ramp of another feature
	}
	return result
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
		t.directly(func() { _ = t.guard.Stop(features, true, false) })
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
			t.guard = c.limits.Attach(info.Name, definition(info), t)
		}
		c.toys[info.Index] = t
	}
	for index, t := range before {
		if c.toys[index] != t {
			t.guard.Close()
		}
	}
}

// definition is what is known of a device of another server.
func definition(info message.Device) *device.Definition {
	def := &device.Definition{Name: info.Name}
	for _, f := range info.Features {
		feature := device.Feature{Index: f.Index}
		for _, o := range f.Outputs {
			feature.Outputs = append(feature.Outputs, device.Output{Type: o.Type, Range: o.Value, Duration: o.Duration})
		}
		def.Features = append(def.Features, feature)
	}
	return def
}

// add lets a message be sent that the client did not ask for.
func (c *limitedConn) add(m message.Message) {
	c.mu.Lock()
	if len(c.own) < maxOwn {
		m.SetMessageID(ownIDs + c.last)
		c.last = (c.last + 1) % ownIDs
		c.own = append(c.own, m)
	}
	c.mu.Unlock()
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// sendOwn sends those messages until the connection ends.
func (c *limitedConn) sendOwn() {
	for {
		select {
		case <-c.wake:
		case <-c.closed:
			return
		}
		c.mu.Lock()
		own := c.own
		c.own = nil
		c.mu.Unlock()
		if len(own) > 0 {
			ctx, cancel := context.WithTimeout(context.Background(), ownTimeout)
			_ = c.Conn.Send(ctx, own...) // the client learns from Receive if the connection has ended
			cancel()
		}
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
