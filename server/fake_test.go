package server

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// fakeSpec writes each command as feature, type, value (little-endian), and notifies
// readings as feature, type, value. It can't do Led, and reads RSSI from generic0.
var fakeSpec = protocol.Spec{
	Name: "fake",
	Command: protocol.Func(func(_ *protocol.State, c device.Command) []byte {
		data := binary.LittleEndian.AppendUint32([]byte{byte(c.Feature), byte(c.Type)}, uint32(c.Value))
		if c.Type == device.HwPositionWithDuration {
			data = binary.LittleEndian.AppendUint32(data, uint32(c.Duration.Milliseconds()))
		}
		return data
	}),
	Supports: func(_ *protocol.State, c device.Command) bool { return c.Type != device.Led },
	Notify: &protocol.Notify{Endpoint: device.Rx, Parse: func(_ *protocol.State, data []byte) []protocol.Reading {
		if len(data) != 3 {
			return nil
		}
		return []protocol.Reading{{Feature: uint32(data[0]), Type: device.InputType(data[1]), Value: int32(data[2])}}
	}},
	Start: func(ctx context.Context, c *protocol.Conversation) error {
		if !c.Has(device.TxCommand) {
			return nil
		}
		_, err := c.Read(ctx, device.TxCommand, time.Hour)
		return err
	},
}

var fakeProtocols, _ = protocol.NewSet(fakeSpec)

// fakeModel has one feature of each kind that the checks of commands tell apart.
func fakeModel() *device.Definition {
	return &device.Definition{
		Protocol: "fake", Name: "Fake Toy", Gap: device.NoGap,
		Features: []device.Feature{
			{Index: 0, Description: "Motor", Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
			{Index: 1, Description: "Head", Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -10, Max: 10}}}},
			{Index: 3, Description: "Stroke", Outputs: []device.Output{
				{Type: device.HwPositionWithDuration, Range: device.Range{Max: 100}, Duration: device.Durations{Max: 1 * time.Second}},
				{Type: device.Oscillate, Range: device.Range{Max: 5}, Disabled: true},
			}},
			{Index: 4, Description: "Limited", Outputs: []device.Output{
				{Type: device.Vibrate, Range: device.Range{Max: 20}, Limit: &device.Range{Min: 5, Max: 15}},
			}},
			{Index: 5, Description: "Light", Outputs: []device.Output{{Type: device.Led, Range: device.Range{Max: 1}}}},
			{Index: 6, Description: "Battery", Inputs: []device.Input{
				{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)},
			}},
			{Index: 7, Description: "Squeeze", Inputs: []device.Input{
				{Type: device.Pressure, Ranges: []device.Range{{Max: 200}}, Commands: device.InputCommands(device.Subscribe)},
			}},
			{Index: 8, Description: "Nothing"},
		},
	}
}

// fakeCatalog knows every toy whose name does not begin with "?".
type fakeCatalog struct{ matches []device.Match }

func (c fakeCatalog) Match(adv *device.Advertisement) []device.Match {
	switch {
	case adv.Name[0] == '?':
		return nil
	case c.matches != nil:
		return c.matches
	}
	return []device.Match{{Protocol: "fake", Services: []device.Service{{UUID: "fake-service"}}}}
}

func (fakeCatalog) Define(name, identifier string) (*device.Definition, bool) {
	if identifier == "undefined" {
		return nil, false
	}
	def := fakeModel()
	def.Protocol, def.Identifier = name, identifier
	return def, true
}

// fakeToy is a peripheral, and what its links have in common.
type fakeToy struct {
	adv       device.Advertisement
	endpoints []device.Endpoint
	connect   func(ctx context.Context, services []device.Service) error // nil: at once

	mu     sync.Mutex
	writes [][]byte
	last   [][]byte // by WriteNow
	read   func(ctx context.Context) ([]byte, error)
	notify func([]byte)
	subErr error
	refuse error  // what writes fail with
	eager  []byte // pressures that are notified while subscribing
	subs   int    // calls of Subscribe and Unsubscribe
	done   chan struct{}
}

func newFakeToy(address string) *fakeToy {
	return &fakeToy{
		adv:       device.Advertisement{Address: address, Name: "Toy " + address},
		endpoints: []device.Endpoint{device.Tx, device.Rx, device.RxBLEBattery},
		read:      func(context.Context) ([]byte, error) { return []byte{77}, nil },
	}
}

func (f *fakeToy) Advertisement() device.Advertisement {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.adv
}

// change changes what the toy is while it may be connected.
func (f *fakeToy) change(what func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	what()
}

func (f *fakeToy) Connect(ctx context.Context, wanted device.Wanted) (device.Link, error) {
	f.mu.Lock()
	connect := f.connect
	f.mu.Unlock()
	if connect != nil {
		if err := connect(ctx, wanted.Services); err != nil {
			return nil, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = make(chan struct{})
	return &fakeLink{f, f.done}, nil
}

// fakeLink is one connection to a fakeToy.
type fakeLink struct {
	*fakeToy
	done chan struct{}
}

func (l *fakeLink) Done() <-chan struct{} { return l.done }

func (l *fakeLink) Close() error { return l.fakeToy.end(l.done) }

func (f *fakeToy) Has(e device.Endpoint) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Contains(f.endpoints, e)
}

func (f *fakeToy) Write(_ context.Context, _ device.Endpoint, data []byte, _ bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.writes = append(f.writes, data)
	return f.refuse
}

func (f *fakeToy) refuses(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.refuse = err
}

func (f *fakeToy) WriteNow(_ device.Endpoint, data []byte, _ bool, _ func(error)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = append(f.last, data)
}

func (f *fakeToy) Read(ctx context.Context, _ device.Endpoint) ([]byte, error) {
	f.mu.Lock()
	read := f.read
	f.mu.Unlock()
	return read(ctx)
}

func (f *fakeToy) Subscribe(_ context.Context, _ device.Endpoint, notify func([]byte)) error {
	f.mu.Lock()
	f.subs++
	err := f.subErr
	if err == nil {
		f.notify = notify
	}
	f.mu.Unlock()
	for _, value := range f.eager {
		f.measure(7, device.Pressure, value)
	}
	return err
}

func (f *fakeToy) Unsubscribe(context.Context, device.Endpoint) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subs++
	f.notify = nil
	return nil
}

// Close makes the toy drop out.
func (f *fakeToy) Close() error {
	f.mu.Lock()
	done := f.done
	f.mu.Unlock()
	return f.end(done)
}

func (f *fakeToy) end(done chan struct{}) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-done:
	default:
		close(done)
		if done == f.done {
			f.notify = nil
		}
	}
	return nil
}

func (f *fakeToy) Gap() time.Duration { return 0 }

// connected tells whether the link is up.
func (f *fakeToy) connected() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.done == nil {
		return false
	}
	select {
	case <-f.done:
		return false
	default:
		return true
	}
}

// measure sends a notification, if anybody subscribed.
func (f *fakeToy) measure(feature byte, t device.InputType, value byte) {
	f.mu.Lock()
	notify := f.notify
	f.mu.Unlock()
	if notify != nil {
		notify([]byte{feature, byte(t), value})
	}
}

func (f *fakeToy) subscribed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.notify != nil
}

// took returns what was written since the last call, as "feature Type value".
func (f *fakeToy) took() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	texts := commandTexts(f.writes)
	f.writes = nil
	return texts
}

func commandTexts(writes [][]byte) []string {
	texts := []string{}
	for _, w := range writes {
		text := strconv.Itoa(int(w[0])) + " " + device.OutputType(w[1]).String() + " " +
			strconv.Itoa(int(int32(binary.LittleEndian.Uint32(w[2:]))))
		if len(w) > 6 {
			text += " " + strconv.Itoa(int(binary.LittleEndian.Uint32(w[6:]))) + "ms"
		}
		texts = append(texts, text)
	}
	return texts
}

// fakeScanner scans as its function says. Nil: it finds its toys and is done.
type fakeScanner struct {
	toys []*fakeToy
	scan func(ctx context.Context, started func(), found func(device.Peripheral)) error
}

func (*fakeScanner) Name() string { return "fake scanner" }

func (f *fakeScanner) Scan(ctx context.Context, started func(), found func(device.Peripheral)) error {
	if f.scan != nil {
		return f.scan(ctx, started, found)
	}
	started()
	for _, t := range f.toys {
		found(t)
	}
	return nil
}

// bench is a server with fake toys, within a synctest bubble.
type bench struct {
	t       *testing.T
	srv     *Server
	scanner *fakeScanner
	logMu   sync.Mutex
	log     []string
}

// inBubble runs a test with a server; toys are what its scanner finds.
func inBubble(t *testing.T, o Options, toys []*fakeToy, test func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{t: t, scanner: &fakeScanner{toys: toys}}
		if o.Catalog == nil {
			o.Catalog = fakeCatalog{}
		}
		if o.Reconnect == (Reconnect{}) {
			o.Reconnect.Off = true
		}
		if o.Protocols == nil {
			o.Protocols = fakeProtocols
		}
		if o.Scanners == nil {
			o.Scanners = []device.Scanner{b.scanner}
		}
		o.Log = func(line string) {
			b.logMu.Lock()
			defer b.logMu.Unlock()
			b.log = append(b.log, line)
		}
		b.srv = New(o)
		t.Cleanup(func() {
			assert.NoError(t, b.srv.Close())
			for _, toy := range toys {
				assert.False(t, toy.connected(), "Close left %s connected", toy.adv.Name)
			}
		})
		test(t, b)
	})
}

func (b *bench) logged() []string {
	b.logMu.Lock()
	defer b.logMu.Unlock()
	return slices.Clone(b.log)
}

// fakeClient is a client of a typed session.
type fakeClient struct {
	t       *testing.T
	session *Session
	nextID  uint32

	mu  sync.Mutex
	got []message.Message
}

// open opens a session without shaking hands.
func (b *bench) open() *fakeClient {
	c := &fakeClient{t: b.t}
	c.session = b.srv.Open(func(m message.Message) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.got = append(c.got, m)
	})
	return c
}

// client opens a session and shakes hands.
func (b *bench) client() *fakeClient {
	b.t.Helper()
	c := b.open()
	_, ok := c.ask(&message.RequestServerInfo{ClientName: "Test", Major: 4}).(*message.ServerInfo)
	require.True(b.t, ok)
	return c
}

// scanned is client, with all toys connected.
func (b *bench) scanned() *fakeClient {
	b.t.Helper()
	c := b.client()
	require.IsType(b.t, &message.Ok{}, c.ask(&message.StartScanning{}))
	c.take()
	return c
}

// take returns what came since the last call, when everything has come to rest.
func (c *fakeClient) take() []message.Message {
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.got
	c.got = nil
	return got
}

// ask sends a request with the next Id and returns the reply to it, nil if there is none
// yet. Other messages stay for take.
func (c *fakeClient) ask(m message.Message) message.Message {
	c.t.Helper()
	c.nextID++
	m.SetMessageID(c.nextID)
	c.session.Handle(m)
	return c.reply(c.nextID)
}

// reply returns the reply to a request, nil if there is none yet.
func (c *fakeClient) reply(id uint32) message.Message {
	c.t.Helper()
	synctest.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	var found message.Message
	c.got = slices.DeleteFunc(c.got, func(m message.Message) bool {
		if m.MessageID() != id {
			return false
		}
		require.Nil(c.t, found, "two replies to one request")
		found = m
		return true
	})
	return found
}

// ok sends a request that must be answered with Ok.
func (c *fakeClient) ok(m message.Message) {
	c.t.Helper()
	reply := c.ask(m)
	require.IsType(c.t, &message.Ok{}, reply, "%v", reply)
}

// refused sends a request that must be answered with an Error, and returns its text.
func (c *fakeClient) refused(code message.ErrorCode, m message.Message) string {
	c.t.Helper()
	e, ok := c.ask(m).(*message.Error)
	require.True(c.t, ok, "no Error")
	require.Equal(c.t, code, e.Code, e.Text)
	return e.Text
}

// names lists messages by their names; errors with their code.
func names(ms []message.Message) []string {
	all := []string{}
	for _, m := range ms {
		name := m.MessageName()
		if e, ok := m.(*message.Error); ok {
			name += " " + strconv.Itoa(int(e.Code))
		}
		all = append(all, name)
	}
	return all
}

func (c *fakeClient) ended() bool {
	synctest.Wait()
	select {
	case <-c.session.Done():
		return true
	default:
		return false
	}
}

func vibrate(toy uint32, value int32) *message.OutputCmd {
	return &message.OutputCmd{DeviceIndex: toy, Type: device.Vibrate, Value: value}
}

func ptr[T any](v T) *T { return &v }

var errFake = errors.New("fake failure")
