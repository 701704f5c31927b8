//go:build js && wasm && !remote

package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
	"github.com/gobuttplug/gobuttplug/internal/trace"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// servers are the servers in the page: one for each choice of devices, shared by all
// connectors that made it, so that they share the toys. They last as long as the page.
type servers struct {
	*page
	tell inpage.Outbox

	mu     sync.Mutex
	all    map[string]*pageServer
	loaded *catalog.Loaded        // see config
	toys   func() *simulated.Toys // made when somebody looks for them or watches them
	leave  func()                 // ends the watching of toys; nil while nobody does

	watchesBytes atomic.Bool
}

type pageServer struct {
	*server.Server
	claims    []*claim.Scanner      // of the toys that other tabs reach too
	bluetooth *webbluetooth.Scanner // nil without Web Bluetooth
	claimed   *claim.Scanner        // over that, one of claims
	see       func(trace.Event)
}

// TakeOver says whether toys are taken away from other tabs that use them.
func (one *pageServer) TakeOver(yes bool) {
	for _, claims := range one.claims {
		claims.TakeOver(yes)
	}
}

// AllDevices says whether the chooser shows every device, or those whose names are known.
func (one *pageServer) AllDevices(yes bool) {
	if one.bluetooth != nil {
		one.bluetooth.SetAllDevices(yes)
	}
}

func newServers(p *page) *servers {
	return &servers{page: p, tell: inpage.Outbox{Outbox: p.out}, all: map[string]*pageServer{}, toys: sync.OnceValue(func() *simulated.Toys { return simulated.New() })}
}

// get finds or starts the server that a connector asks for: devices, a list with commas;
// name and ping time, which are those of the first who asks; whether toys are taken over
// from other tabs; for how many ms a toy that drops out is tried, 0 for not at all, and
// whether it goes on as before, which are those of the last who asks.
func (v *servers) get(a args) *pageServer {
	one := v.start(a.text(0), a.text(1), milliseconds(a.number(2)))
	one.TakeOver(a.yes(3))
	lasts := milliseconds(a.number(4))
	one.SetReconnect(server.Reconnect{Off: lasts == 0, For: lasts, Resume: a.yes(5)})
	return one
}

// start finds or starts the server for devices.
func (v *servers) start(devices, name string, maxPingTime time.Duration) *pageServer {
	v.mu.Lock()
	defer v.mu.Unlock()
	if one := v.all[devices]; one != nil {
		return one
	}
	one := &pageServer{see: v.see}
	known := v.config()
	options := server.Options{
		Name: name, MaxPingTime: maxPingTime, Catalog: known.Catalog, Protocols: protocol.All(),
		Settings: known.Settings, UserLimits: v.limits, Log: v.out.Log,
	}
	options.Sent = func(index uint32, commands []device.Command) { v.clients.SentBy(one, index, commands) }
	options.Progress = func(name string, stage server.Stage) { v.clients.Progress(one, stage.String(), name) }
	if options.Name == "" {
		options.Name = "gobuttplug in this page"
	}
	one.open(v, devices, &options)
	one.Server = server.New(options)
	v.all[devices] = one
	return one
}

// knownTimeout bounds how long the browser may take to list the toys of earlier visits.
const knownTimeout = 10 * time.Second

// knownToys takes request and what get takes, and lists the toys of earlier visits; none
// where the browser can't tell.
func (v *servers) knownToys(a args) {
	one := v.get(a.from(1))
	go func() {
		toys, err := one.known()
		if err != nil && !errors.Is(err, device.ErrUnsupported) {
			v.out.Fail(a.request(0), &client.Error{Class: client.DeviceError, Op: "toys of earlier visits", Err: err})
			return
		}
		v.tell.Known(a.request(0), toys)
	}()
}

// useKnown takes request, the id of a toy of an earlier visit, whether it is to be forgotten
// instead of connected, and what get takes.
func (v *servers) useKnown(a args) {
	one := v.get(a.from(3))
	go func() {
		if err := one.useKnown(a.text(1), a.yes(2)); err != nil {
			v.out.Fail(a.request(0), &client.Error{Class: client.DeviceError, Op: "toy of an earlier visit", Err: err})
			return
		}
		v.out.OK(a.request(0))
	}()
}

func (one *pageServer) known() ([]device.Peripheral, error) {
	if one.bluetooth == nil {
		return nil, device.ErrUnsupported
	}
	ctx, cancel := context.WithTimeoutCause(context.Background(), knownTimeout, device.ErrTimeout)
	defer cancel()
	return one.bluetooth.Known(ctx)
}

func (one *pageServer) useKnown(id string, forget bool) error {
	toys, err := one.known()
	if err != nil {
		return err
	}
	if forget {
		one.Release(id, errForgotten)
		return one.bluetooth.Forget(context.Background(), id)
	}
	for _, p := range toys {
		if p.Advertisement().Address == id {
			return one.Connect(context.Background(), one.claimed.Claim(trace.Of(p, one.see)))
		}
	}
	return webbluetooth.ErrVanished
}

var errForgotten = errors.New("its owner has forgotten it")

// watchToys takes whether somebody watches the simulated toys.
func (v *servers) watchToys(a args) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.leave != nil && !a.yes(0) {
		v.leave()
		v.leave = nil
	}
	if !a.yes(0) {
		return
	}
	if v.leave == nil {
		v.leave = v.toys().Observe(v.tell.Toy)
	}
	for _, state := range v.toys().States() {
		v.tell.Toy(state)
	}
}

// setToyInput takes request, name of the toy, feature, number of the input type, value.
func (v *servers) setToyInput(a args) {
	t := device.InputType(a.id(3))
	v.out.Done(a.request(0), v.toys().SetInput(a.text(1), a.id(2), t, int32(a.number(4))))
}

// dropToy takes request and name of the toy.
func (v *servers) dropToy(a args) {
	v.out.Done(a.request(0), v.toys().Drop(a.text(1)))
}

// returnToy takes request and name of the toy.
func (v *servers) returnToy(a args) {
	v.out.Done(a.request(0), v.toys().Return(a.text(1)))
}

// watchBytes takes whether somebody watches the bytes that go to toys and come from them.
func (v *servers) watchBytes(a args) { v.watchesBytes.Store(a.yes(0)) }

func (v *servers) see(e trace.Event) {
	if v.watchesBytes.Load() {
		v.tell.Bytes(e)
	}
}
