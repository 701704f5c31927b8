//go:build js && wasm && !remote

package main

import (
	"strings"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
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
	loaded *catalog.Loaded // see config
	toys   *simulated.Toys
	leave  func() // ends the watching of toys; nil while nobody does
}

type pageServer struct {
	*server.Server
	claims *claim.Scanner // nil without Web Bluetooth
}

// takeOver says whether toys are taken away from other tabs that use them.
func (one *pageServer) takeOver(yes bool) {
	if one.claims != nil {
		one.claims.TakeOver(yes)
	}
}

func newServers(p *page) *servers {
	return &servers{page: p, tell: inpage.Outbox{Outbox: p.out}, all: map[string]*pageServer{}, toys: simulated.New()}
}

// get finds or starts the server for devices, a list with commas. The name and the ping
// time are those of the first who asks.
func (v *servers) get(devices, name string, maxPingTime time.Duration) *pageServer {
	v.mu.Lock()
	defer v.mu.Unlock()
	if one := v.all[devices]; one != nil {
		return one
	}
	one := &pageServer{}
	known := v.config()
	options := server.Options{
		Name: name, MaxPingTime: maxPingTime, Catalog: known.Catalog, Protocols: protocol.All(),
		Settings: known.Settings, UserLimits: v.limits, Log: v.out.Log,
	}
	if options.Name == "" {
		options.Name = "gobuttplug in this page"
	}
	for kind := range strings.SplitSeq(devices, ",") {
		var scanner device.Scanner
		switch kind {
		case "webbluetooth":
			scanner = webbluetooth.New(webbluetooth.Options{Filters: known.Catalog.Filters, Services: known.Catalog.ServiceUUIDs, Log: v.out.Log})
			one.claims = claim.Over(scanner, claim.WebLocks{}, func(address string) { one.Release(address, claim.ErrTakenOver) })
			scanner = one.claims
		case "simulated":
			scanner = v.toys
		default:
			continue
		}
		options.Scanners = append(options.Scanners, scanner)
	}
	if strings.Contains(devices, "simulated") {
		options.Catalog = v.toys.Catalog(options.Catalog)
	}
	one.Server = server.New(options)
	v.all[devices] = one
	return one
}

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
		v.leave = v.toys.Observe(v.tell.Toy)
	}
	for _, state := range v.toys.States() {
		v.tell.Toy(state)
	}
}

// setToyInput takes request, name of the toy, feature, number of the input type, value.
func (v *servers) setToyInput(a args) {
	t := device.InputType(a.id(3))
	v.out.Done(a.request(0), v.toys.SetInput(a.text(1), a.id(2), t, int32(a.number(4))))
}

// dropToy takes request and name of the toy.
func (v *servers) dropToy(a args) {
	v.out.Done(a.request(0), v.toys.Drop(a.text(1)))
}
