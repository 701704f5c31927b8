package client

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/require"
)

// fakeServer is a server that follows a script. It is a Connector to itself; each Connect
// opens a new fakeConn.
type fakeServer struct {
	info    message.ServerInfo
	devices []*device.Definition
	// on replaces the answer to messages of a name by what it returns, which is sent at once.
	on    map[string]func(conn *fakeConn, m message.Message) []message.Message
	conns []*fakeConn

	mu     sync.Mutex
	refuse error // of Connect
}

func newFakeServer(devices ...*device.Definition) *fakeServer {
	return &fakeServer{
		info:    message.ServerInfo{ServerName: "Fake", Major: 4},
		devices: devices,
		on:      map[string]func(*fakeConn, message.Message) []message.Message{},
	}
}

func (s *fakeServer) Connect(ctx context.Context, receive func(message.Message)) (Conn, error) {
	if err := s.refusal(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	conn := &fakeConn{server: s, receive: receive, arrived: make(chan struct{}, 1), done: make(chan struct{})}
	go conn.run()
	s.change(func() { s.conns = append(s.conns, conn) })
	return conn, nil
}

// change changes what the server does while clients may use it.
func (s *fakeServer) change(what func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	what()
}

func (s *fakeServer) refusal() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refuse
}

func (s *fakeServer) setRefusal(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refuse = err
}

// conn is the newest connection.
func (s *fakeServer) conn() *fakeConn {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conns[len(s.conns)-1]
}

// answers makes an entry of on that always answers with the same messages.
func answers(ms ...message.Message) func(*fakeConn, message.Message) []message.Message {
	return func(*fakeConn, message.Message) []message.Message { return ms }
}

type fakeConn struct {
	server  *fakeServer
	receive func(message.Message)
	arrived chan struct{}
	done    chan struct{}

	mu      sync.Mutex
	sent    []message.Message // by the client
	batches []int             // how many messages each Send had
	inbox   []message.Message
	err     error // of the end, when the inbox is empty
	sendErr error
	closed  bool
}

func (c *fakeConn) Send(_ context.Context, ms ...message.Message) error {
	c.mu.Lock()
	if c.sendErr != nil {
		defer c.mu.Unlock()
		return c.sendErr
	}
	c.sent = append(c.sent, ms...)
	c.batches = append(c.batches, len(ms))
	c.mu.Unlock()
	for _, m := range ms {
		c.push(c.reply(m)...)
	}
	return nil
}

func (c *fakeConn) reply(m message.Message) []message.Message {
	var ms []message.Message
	c.server.mu.Lock()
	on := c.server.on[m.MessageName()]
	c.server.mu.Unlock()
	if on != nil {
		ms = on(c, m)
	} else {
		ms = []message.Message{c.usual(m)}
	}
	return ms
}

func (c *fakeConn) usual(m message.Message) message.Message {
	h := message.Header{ID: m.MessageID()}
	switch m := m.(type) {
	case *message.RequestServerInfo:
		info := c.server.info
		info.Header = h
		return &info
	case *message.RequestDeviceList:
		c.server.mu.Lock()
		defer c.server.mu.Unlock()
		return &message.DeviceList{Header: h, Devices: c.server.devices}
	case *message.InputCmd:
		if m.Command == device.Read {
			return &message.InputReading{Header: h, DeviceIndex: m.DeviceIndex, FeatureIndex: m.FeatureIndex, Type: m.Type, Value: 85}
		}
	}
	return &message.Ok{Header: h}
}

// push sends messages to the client.
func (c *fakeConn) push(ms ...message.Message) {
	c.mu.Lock()
	c.inbox = append(c.inbox, ms...)
	c.mu.Unlock()
	c.signal()
}

// lose ends the connection as a transport does.
func (c *fakeConn) lose(err error) {
	c.mu.Lock()
	if c.err == nil {
		c.err = err
	}
	c.mu.Unlock()
	c.signal()
}

func (c *fakeConn) signal() {
	select {
	case c.arrived <- struct{}{}:
	default:
	}
}

// run hands over what is in the inbox, as the goroutine of a transport does.
func (c *fakeConn) run() {
	defer close(c.done)
	for {
		c.mu.Lock()
		ms, err := c.inbox, c.err
		c.inbox = nil
		c.mu.Unlock()
		for _, m := range ms {
			c.receive(m)
		}
		if len(ms) > 0 {
			continue
		}
		if err != nil {
			return
		}
		<-c.arrived
	}
}

func (c *fakeConn) Done() <-chan struct{} { return c.done }

func (c *fakeConn) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *fakeConn) Close() error {
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.lose(ErrNotConnected)
	return nil
}

func (c *fakeConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// last is the last message of the client.
func (c *fakeConn) last() message.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent[len(c.sent)-1]
}

// frames are the frames that a WebSocket would have carried.
func (c *fakeConn) frames() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var frames []string
	for _, m := range c.sent {
		frames = append(frames, string(message.Append(nil, m)))
	}
	return frames
}

// recorder writes down events as text.
type recorder struct {
	mu     sync.Mutex
	events []string
}

func (r *recorder) add(event string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, event)
}

// take gives what was recorded since the last take.
func (r *recorder) take() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	events := r.events
	r.events = nil
	return events
}

// record records all events of a client.
func record(c *Client) *recorder {
	r := &recorder{}
	connected := func(b bool) string {
		if b {
			return ""
		}
		return ", not connected"
	}
	c.OnDeviceAdded(func(d *Device) { r.add("added " + d.Name() + connected(d.Connected())) })
	c.OnDeviceRemoved(func(d *Device) { r.add("removed " + d.Name() + connected(d.Connected())) })
	c.OnScanningFinished(func() { r.add("scanning finished") })
	c.OnInputReading(func(v Reading) { r.add(v.Feature.String() + " " + v.Type.String() + " " + itoa(int64(v.Value))) })
	c.OnPingTimeout(func(err error) { r.add("ping timeout" + connected(c.Connected())) })
	c.OnServerDisconnect(func(err error) {
		text := "<nil>"
		if err != nil {
			text = err.Error()
		}
		r.add("disconnect: " + text + connected(c.Connected()))
	})
	c.OnError(func(err error) { r.add("error: " + err.Error()) })
	return r
}

// connect connects a client and disconnects it when the test ends.
func connect(t *testing.T, s *fakeServer, options ...Options) (*Client, *recorder) {
	t.Helper()
	c := New(append(options, Options{Name: "Test"})[0])
	r := record(c)
	require.NoError(t, c.Connect(t.Context(), s))
	t.Cleanup(func() { _ = c.Disconnect(context.Background()) })
	return c, r
}

// Devices for tests.

func value(t device.OutputType, min, max int32) device.Output {
	return device.Output{Type: t, Range: device.Range{Min: min, Max: max}}
}

func input(t device.InputType, commands device.InputCommand, min, max int32) device.Input {
	return device.Input{Type: t, Ranges: []device.Range{{Min: min, Max: max}}, Commands: device.InputCommands(commands)}
}

func output(index uint32, description string, o device.Output) device.Feature {
	return device.Feature{Index: index, Description: description, Outputs: []device.Output{o}}
}

func sensor(index uint32, description string, in device.Input) device.Feature {
	return device.Feature{Index: index, Description: description, Inputs: []device.Input{in}}
}

// vibrator has two vibrators, a rotator and a battery.
func vibrator() *device.Definition {
	return &device.Definition{Index: 0, Name: "Conformance Test Vibrator", Gap: 100 * time.Millisecond, Features: []device.Feature{
		output(0, "Vibrator 1", value(device.Vibrate, 0, 100)),
		output(1, "Vibrator 2", value(device.Vibrate, 0, 100)),
		output(2, "Rotator", value(device.Rotate, -100, 100)),
		sensor(3, "Battery", input(device.Battery, device.Read, 0, 100)),
	}}
}

func positioner() *device.Definition {
	timed := value(device.HwPositionWithDuration, 0, 100)
	timed.Duration = device.Durations{Max: 10 * time.Second}
	return &device.Definition{Index: 1, Name: "Conformance Test Positioner", Features: []device.Feature{
		output(0, "Position", value(device.Position, 0, 100)),
		output(1, "Position w/ Duration", timed),
		output(2, "Oscillator", value(device.Oscillate, 0, 100)),
		sensor(3, "Button", input(device.Button, device.Subscribe, 0, 1)),
	}}
}

func multi() *device.Definition {
	return &device.Definition{Index: 2, Name: "Conformance Test Multi", Features: []device.Feature{
		output(0, "Constrictor", value(device.Constrict, 0, 100)),
		output(1, "Sprayer", value(device.Spray, 0, 100)),
		output(2, "Heater", value(device.Temperature, -100, 100)),
		output(3, "LED", value(device.Led, 0, 100)),
		sensor(4, "RSSI", input(device.RSSI, device.Read, -128, 0)),
		sensor(5, "Pressure", input(device.Pressure, device.Subscribe, 0, 65535)),
	}}
}

// feature finds a feature of a client's device.
func feature(t *testing.T, c *Client, device, index uint32) *Feature {
	t.Helper()
	for _, d := range c.Devices() {
		if d.Index() == device {
			f, ok := d.Feature(index)
			require.True(t, ok)
			return f
		}
	}
	require.Fail(t, "no such device")
	return nil
}
