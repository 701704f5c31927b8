//go:build js && wasm

package main

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// clients are the page's clients, by the numbers that it gave them.
type clients struct {
	*page

	mu      sync.Mutex
	byID    map[uint32]*pageClient
	devices map[uint32]deviceOf // by handle
	last    uint32              // handle
	foreign map[uint32]*bridge.Foreign

	watchesSent atomic.Bool
}

// pageClient is a client from connect until its session ends.
type pageClient struct {
	*client.Client
	abandon context.CancelFunc // gives up connecting
	id      uint32
	guarded bool      // the player's limits are kept to in this module
	server  ownServer // nil for servers elsewhere
	handles map[*client.Device]uint32
}

// ownServer is what a client asks of a server in the page that is no message.
type ownServer interface {
	takeOver(bool)   // says whether toys are taken over from other tabs
	allDevices(bool) // says whether the chooser leaves no device out
	GiveUp()         // ends the connecting of toys
	LetGo(index uint32) bool
}

type deviceOf struct {
	device *client.Device
	client *pageClient
}

func newClients(p *page) *clients {
	return &clients{page: p, byID: map[uint32]*pageClient{}, devices: map[uint32]deviceOf{}, foreign: map[uint32]*bridge.Foreign{}}
}

// connect takes request, client, name of the client, kind of connection, and what that
// kind needs: "server", what servers.get takes; "websocket", address, for how many ms a lost
// connection is tried to be made again; "foreign", session, whether the limits are kept there.
func (cs *clients) connect(a args) {
	request := a.request(0)
	options := client.Options{Name: a.text(2), Log: cs.out.Log}
	ctx, abandon := context.WithCancel(context.Background())
	c := &pageClient{id: a.id(1), abandon: abandon, handles: map[*client.Device]uint32{}}
	options.Sent = func(d *client.Device, commands []device.Command) { cs.sent(c, d, commands) }
	var connector client.Connector
	switch a.text(3) {
	case "server":
		options.RequestTimeout = -1 // it always answers
		connector, c.server = cs.server(a.from(4))
		c.guarded = true
	case "websocket":
		options.Limits, c.guarded = cs.limits, true
		options.Reconnect.For = milliseconds(a.number(5))
		connector = client.WebSocket{Address: a.text(4)}
	case "foreign":
		f := bridge.NewForeign(a.id(4), cs.out)
		if connector = f; !a.yes(5) {
			options.Limits, c.guarded = cs.limits, true
		}
		cs.mu.Lock()
		cs.foreign[a.id(4)] = f
		cs.mu.Unlock()
		go func() {
			<-f.Done()
			cs.mu.Lock()
			delete(cs.foreign, a.id(4))
			cs.mu.Unlock()
		}()
	}
	if connector == nil {
		abandon()
		cs.out.Fail(request, bridge.ErrArgument)
		return
	}
	c.Client = client.New(options)
	cs.mu.Lock()
	cs.byID[c.id] = c
	cs.mu.Unlock()
	cs.watch(c)
	go func() {
		defer abandon()
		if err := c.Connect(ctx, connector); err != nil {
			cs.forget(c)
			cs.out.Fail(request, err)
			return
		}
		info, ok := c.ServerInfo()
		if !ok { // it has ended since
			cs.out.Fail(request, &client.Error{Class: client.ConnectorError, Op: "connect", Err: client.ErrClosed})
			return
		}
		cs.out.Connected(request, info)
	}()
}

// abandon takes a client that is no longer to be connected. One that is connected stays so.
func (cs *clients) abandon(a args) {
	cs.mu.Lock()
	c := cs.byID[a.id(0)]
	cs.mu.Unlock()
	if c != nil {
		c.abandon()
	}
}

func milliseconds(n float64) time.Duration {
	if n > 0 && n <= math.MaxUint32 {
		return time.Duration(n) * time.Millisecond
	}
	return 0
}

// watch passes the events of a client on.
func (cs *clients) watch(c *pageClient) {
	c.OnDeviceAdded(func(d *client.Device) {
		cs.mu.Lock()
		cs.last++
		handle := cs.last
		cs.devices[handle] = deviceOf{d, c}
		c.handles[d] = handle
		cs.mu.Unlock()
		cs.out.Added(c.id, handle, d)
	})
	c.OnDeviceRemoved(func(d *client.Device) {
		cs.mu.Lock()
		handle := c.handles[d]
		delete(c.handles, d)
		delete(cs.devices, handle)
		cs.mu.Unlock()
		cs.out.Removed(handle)
	})
	c.OnDeviceReconnecting(func(d *client.Device, a client.Attempt) { cs.out.Away(cs.handle(c, d), a) })
	c.OnDeviceReconnected(func(d *client.Device) { cs.out.Back(cs.handle(c, d)) })
	c.OnReconnecting(func(a client.Attempt) { cs.out.Lost(c.id, a) })
	c.OnReconnected(func() {
		if info, ok := c.ServerInfo(); ok { // else it is lost again
			cs.out.Revived(c.id, info)
		}
	})
	c.OnScanningFinished(func() { cs.out.Scanned(c.id) })
	c.OnInputReading(func(r client.Reading) {
		cs.out.Reading(cs.handle(c, r.Device), r)
	})
	c.OnPingTimeout(func(err error) { cs.out.Pinged(c.id, err) })
	c.OnError(func(err error) { cs.out.Trouble(c.id, err) })
	c.OnServerDisconnect(func(err error) {
		cs.forget(c)
		cs.out.Gone(c.id, err)
	})
}

func (cs *clients) handle(c *pageClient, d *client.Device) uint32 {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return c.handles[d]
}

// letGo takes request and the handle of a device that is to be disconnected.
func (cs *clients) letGo(a args) {
	cs.mu.Lock()
	d := cs.devices[a.id(1)]
	cs.mu.Unlock()
	switch {
	case d.device == nil:
		cs.out.Fail(a.request(0), noTarget(bridge.StopDevice))
	case d.client.server == nil:
		cs.out.Fail(a.request(0), &client.Error{Class: client.DeviceError, Op: d.device.String(), Err: device.ErrUnsupported})
	default:
		go func() {
			d.client.server.LetGo(d.device.Index())
			cs.out.OK(a.request(0))
		}()
	}
}

func (cs *clients) forget(c *pageClient) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.byID, c.id)
	for _, handle := range c.handles {
		delete(cs.devices, handle)
	}
}

// run carries out commands. Outputs and stops of a client that follow each other go out
// together; every command is on its way before the next one that is not part of the same
// group. Of what succeeded by the time when run returns, the records tell; accepted is
// whether everything did.
func (cs *clients) run(records []bridge.Record) (accepted bool) {
	g := group{clients: cs}
	for i := range records {
		cmd, ok := records[i].Decode()
		if !ok {
			cs.out.Fail(cmd.Request, bridge.ErrArgument)
			continue
		}
		c, d := cs.target(cmd)
		if c == nil {
			cs.out.Fail(cmd.Request, noTarget(cmd.Op))
			continue
		}
		if g.of != c {
			g.send()
			g.batch, g.of = c.Batch(), c
		}
		if !g.add(d, cmd, &records[i]) {
			g.send()
			go cs.alone(c, d, cmd)
			runtime.Gosched() // its request leaves before those that follow
		}
	}
	g.send()
	return g.accepted == len(records)
}

// group is a batch of a client's commands, with the records that they came in.
type group struct {
	*clients
	of       *pageClient
	batch    *client.Batch
	members  []member
	accepted int // how many were
}

type member struct {
	record  *bridge.Record
	request int64
}

// send sends the batch and answers what is known of it.
func (g *group) send() {
	if g.batch == nil {
		return
	}
	for i, answer := range g.batch.Send() {
		switch m := g.members[i]; {
		case !answer.Known:
		case answer.Err == nil:
			m.record.Succeed()
			g.accepted++
		default:
			g.out.Fail(m.request, answer.Err)
		}
	}
	g.batch, g.of, g.members = nil, nil, nil
}

// target finds what a command is for.
func (cs *clients) target(cmd bridge.Command) (*pageClient, *client.Device) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if cmd.Op.ForDevice() {
		d := cs.devices[cmd.Target]
		return d.client, d.device
	}
	return cs.byID[cmd.Target], nil
}

func noTarget(op bridge.Op) error {
	if op.ForDevice() {
		return &client.Error{Class: client.DeviceError, Op: "command", Err: client.ErrDeviceGone}
	}
	return &client.Error{Class: client.ConnectorError, Op: "command", Err: client.ErrNotConnected}
}

// add adds a command to the batch; false: it can't be part of one.
func (g *group) add(d *client.Device, cmd bridge.Command, record *bridge.Record) bool {
	done := func(err error) { g.out.Done(cmd.Request, err) }
	switch cmd.Op {
	case bridge.Steps, bridge.Fraction:
		if !g.of.guarded && g.limits.Held() == device.Left { // its own page has no part in this hold
			g.out.Fail(cmd.Request, &client.Error{Class: client.DeviceError, Op: "command", Err: device.ErrLeft})
			return true
		}
		f, ok := d.Feature(cmd.Feature)
		if !ok {
			g.out.Fail(cmd.Request, bridge.ErrArgument)
			return true
		}
		g.batch.Feature(f, client.Command{Type: device.OutputType(cmd.Type), Value: value(cmd)}, done)
	case bridge.StopDevice:
		g.batch.StopDevice(d, done)
	case bridge.StopAll:
		g.batch.StopAll(done)
	default:
		return false
	}
	g.members = append(g.members, member{record, cmd.Request})
	return true
}

func value(cmd bridge.Command) client.Value {
	timed := device.OutputType(cmd.Type) == device.HwPositionWithDuration
	switch {
	case cmd.Op == bridge.Steps && timed:
		return client.MoveSteps(int32(cmd.Value), cmd.Duration)
	case cmd.Op == bridge.Steps:
		return client.Steps(int32(cmd.Value))
	case timed:
		return client.Move(cmd.Value, cmd.Duration)
	}
	return client.Fraction(cmd.Value)
}

// alone carries out a command that is waited for.
func (cs *clients) alone(c *pageClient, d *client.Device, cmd bridge.Command) {
	ctx := context.Background()
	var f *client.Feature
	if d != nil {
		var ok bool
		if f, ok = d.Feature(cmd.Feature); !ok {
			cs.out.Fail(cmd.Request, bridge.ErrArgument)
			return
		}
	}
	input := device.InputType(cmd.Type)
	var err error
	switch cmd.Op {
	case bridge.Read:
		var v int32
		if v, err = f.Read(ctx, input); err == nil {
			cs.out.Value(cmd.Request, v)
			return
		}
	case bridge.Subscribe:
		err = f.Subscribe(ctx, input, nil)
	case bridge.Unsubscribe:
		err = f.Unsubscribe(ctx, input)
	case bridge.StartScanning:
		err = c.startScanning(ctx, cmd)
	case bridge.StopScanning:
		if c.server != nil && cmd.Value != 0 {
			c.server.GiveUp()
		}
		err = c.StopScanning(ctx)
	case bridge.Disconnect:
		err = c.Disconnect(ctx)
	}
	cs.out.Done(cmd.Request, err)
}

// startScanning starts scanning. The value of the command is 1 if toys are to be taken over
// from other tabs, 2 if not; the type is 1 if the chooser is to show every device.
func (c *pageClient) startScanning(ctx context.Context, cmd bridge.Command) error {
	if c.server != nil && cmd.Value != 0 {
		c.server.takeOver(cmd.Value == 1)
	}
	if c.server != nil {
		c.server.allDevices(cmd.Type == 1)
	}
	return c.StartScanning(ctx)
}

// deliver takes session and frame from a connector that is none of ours.
func (cs *clients) deliver(a args) {
	if f := cs.foreigner(a.id(0)); f != nil {
		f.Deliver([]byte(a.text(1)))
	}
}

// hangUp takes the session of such a connector that has disconnected.
func (cs *clients) hangUp(a args) {
	if f := cs.foreigner(a.id(0)); f != nil {
		f.HangUp()
	}
}

func (cs *clients) foreigner(session uint32) *bridge.Foreign {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	return cs.foreign[session]
}
