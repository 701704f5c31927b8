package bridge

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

// Clients are the page's clients, by the numbers that it gave them, and their devices, by
// handles that are never used again.
type Clients struct {
	out    *Outbox
	limits *device.Limits

	mu      sync.Mutex
	byID    map[uint32]*Client
	devices map[uint32]handled
	last    uint32 // handle

	watchesSent atomic.Bool
}

type handled struct {
	device *client.Device
	client *Client
}

// Client is a client of the page from connect until its session ends.
type Client struct {
	*client.Client
	ID     uint32
	Server Server // of the page; nil for servers elsewhere

	clients *Clients
	out     *Outbox
	guarded bool                      // the player's limits are kept to in this module
	abandon context.CancelFunc        // gives up connecting
	handles map[*client.Device]uint32 // guarded by clients.mu
}

// Server is what a client asks of a server in the page that is no message.
type Server interface {
	TakeOver(yes bool)       // whether toys are taken over from other tabs
	AllDevices(yes bool)     // whether the chooser leaves no device out
	GiveUp()                 // ends the connecting of toys
	LetGo(index uint32) bool // disconnects a toy
}

// NewClients makes a registry without clients. Their limits are those of the player.
func NewClients(out *Outbox, limits *device.Limits) *Clients {
	return &Clients{out: out, limits: limits, byID: map[uint32]*Client{}, devices: map[uint32]handled{}}
}

// Target is what a client is to be connected to.
type Target struct {
	Connector client.Connector
	Server    Server // of the page; it keeps the player's limits
	Limited   bool   // whoever is behind the connector keeps them
}

// Connect connects a new client of that number, and answers the request.
func (cs *Clients) Connect(request int64, id uint32, o client.Options, to Target) {
	ctx, abandon := context.WithCancel(context.Background())
	c := &Client{
		ID: id, Server: to.Server, clients: cs, out: cs.out, guarded: !to.Limited, abandon: abandon,
		handles: map[*client.Device]uint32{},
	}
	if to.Server == nil && c.guarded {
		o.Limits = cs.limits
	}
	o.Log = cs.out.Log
	o.Sent = c.sent
	c.Client = client.New(o)
	cs.mu.Lock()
	cs.byID[id] = c
	cs.mu.Unlock()
	c.watch()
	go func() {
		defer abandon()
		if err := c.Client.Connect(ctx, to.Connector); err != nil {
			c.forget()
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

// Abandon gives up connecting a client. One that is connected stays so.
func (cs *Clients) Abandon(id uint32) {
	cs.mu.Lock()
	c := cs.byID[id]
	cs.mu.Unlock()
	if c != nil {
		c.abandon()
	}
}

// watch passes the events of a client on.
func (c *Client) watch() {
	cs, out := c.clients, c.out
	c.OnDeviceAdded(func(d *client.Device) {
		cs.mu.Lock()
		cs.last++
		handle := cs.last
		cs.devices[handle] = handled{d, c}
		c.handles[d] = handle
		cs.mu.Unlock()
		out.Added(c.ID, handle, d)
	})
	c.OnDeviceRemoved(func(d *client.Device) {
		cs.mu.Lock()
		handle := c.handles[d]
		delete(c.handles, d)
		delete(cs.devices, handle)
		cs.mu.Unlock()
		out.Removed(handle)
	})
	c.OnDeviceReconnecting(func(d *client.Device, a client.Attempt) { out.Away(c.handle(d), a) })
	c.OnDeviceReconnected(func(d *client.Device) { out.Back(c.handle(d)) })
	c.OnReconnecting(func(a client.Attempt) { out.Lost(c.ID, a) })
	c.OnReconnected(func() {
		if info, ok := c.ServerInfo(); ok { // else it is lost again
			out.Revived(c.ID, info)
		}
	})
	c.OnScanningFinished(func() { out.Scanned(c.ID) })
	c.OnInputReading(func(r client.Reading) { out.Reading(c.handle(r.Device), r) })
	c.OnPingTimeout(func(err error) { out.Pinged(c.ID, err) })
	c.OnError(func(err error) { out.Trouble(c.ID, err) })
	c.OnServerDisconnect(func(err error) {
		c.forget()
		out.Gone(c.ID, err)
	})
}

func (c *Client) handle(d *client.Device) uint32 {
	c.clients.mu.Lock()
	defer c.clients.mu.Unlock()
	return c.handles[d]
}

func (c *Client) forget() {
	cs := c.clients
	cs.mu.Lock()
	defer cs.mu.Unlock()
	delete(cs.byID, c.ID)
	for _, handle := range c.handles {
		delete(cs.devices, handle)
	}
}

// left tells that the page is left, for clients whose own page has no part in that.
func (c *Client) left() bool { return !c.guarded && c.clients.limits.Held() == device.Left }

// LetGo disconnects a device, and answers the request.
func (cs *Clients) LetGo(request int64, handle uint32) {
	cs.mu.Lock()
	d := cs.devices[handle]
	cs.mu.Unlock()
	switch {
	case d.device == nil:
		cs.out.Fail(request, noTarget(StopDevice))
	case d.client.Server == nil:
		cs.out.Fail(request, &client.Error{Class: client.DeviceError, Op: d.device.String(), Err: device.ErrUnsupported})
	default:
		go func() {
			d.client.Server.LetGo(d.device.Index())
			cs.out.OK(request)
		}()
	}
}

// StopElsewhere lets clients whose limits are kept elsewhere stop their devices.
func (cs *Clients) StopElsewhere() {
	for _, c := range cs.those(func(c *Client) bool { return !c.guarded }) {
		told := func(_ int, err error) {
			if err != nil && !errors.Is(err, client.ErrNotConnected) {
				cs.out.Trouble(c.ID, err) // nobody waits for the answer, and a toy may still run
			}
		}
		b := c.Batch(told)
		b.StopAll()
		if answer := b.Send()[0]; answer.Known {
			told(0, answer.Err)
		}
	}
}

// those are the clients that fit.
func (cs *Clients) those(fit func(*Client) bool) (those []*Client) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	for _, c := range cs.byID {
		if fit(c) {
			those = append(those, c)
		}
	}
	return those
}

// WatchSent says whether the page is told what devices are told.
func (cs *Clients) WatchSent(yes bool) { cs.watchesSent.Store(yes) }

// WatchesSent reports whether it is.
func (cs *Clients) WatchesSent() bool { return cs.watchesSent.Load() }

// sent tells what a device of a client was told.
func (c *Client) sent(d *client.Device, commands []device.Command) {
	if !c.clients.watchesSent.Load() {
		return
	}
	if handle := c.handle(d); handle != 0 {
		c.out.Sent(handle, commands)
	}
}

// SentBy tells every client of a server of the page what the device of an index was told.
func (cs *Clients) SentBy(s Server, index uint32, commands []device.Command) {
	if !cs.watchesSent.Load() {
		return
	}
	var handles []uint32
	cs.mu.Lock()
	for handle, d := range cs.devices {
		if d.client.Server == s && d.device.Index() == index {
			handles = append(handles, handle)
		}
	}
	cs.mu.Unlock()
	for _, handle := range handles {
		cs.out.Sent(handle, commands)
	}
}

// Progress tells every client of a server of the page how far the connection of a toy has
// come.
func (cs *Clients) Progress(s Server, stage, name string) {
	for _, c := range cs.those(func(c *Client) bool { return c.Server == s }) {
		cs.out.Progress(c.ID, stage, name)
	}
}
