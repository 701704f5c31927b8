//go:build js && wasm

// Command wasm is the module that a page loads: the client, and the server for toys that
// the page drives itself. With the build tag remote it has no server, so that a page that
// uses servers elsewhere only has less to load. web/src/engine.mjs starts it; docs/bridge.md
// tells how the two talk.
package main

import (
	"context"
	"runtime"
	"strings"
	"syscall/js"
	"unsafe"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

func main() {
	// The page leaves what we need of it under a global name and takes that away again. Package
	// os, for a name among its arguments, is a part of the module that nothing else needs.
	host := js.Global().Get("__gobuttplug")
	if host.Type() != js.TypeObject {
		println("this module is started by gobuttplug.mjs")
		return
	}
	start(context.Background(), host)
	select {}
}

// start gives the page what it can call, and what happens until ctx ends.
func start(ctx context.Context, host js.Value) {
	receive := host.Get("receive")
	p := &page{out: bridge.NewOutbox(codes), limits: device.NewLimits(), transports: host.Get("transports")}
	p.serve()
	p.clients = newClients(p)
	go p.out.Run(ctx, func(text string) { receive.Invoke(text) })
	running = p
	host.Call("start", p.exports())
}

// records is where the page writes its commands. The page knows its address, which does
// not change, as it is no part of the heap.
var records [512]bridge.Record

// running is what run works on, from the moment when the page may call it.
var running *page

// run carries out the first count records. It is exported because calls of a js.Func
// cost ten times as much. The result is whether run set something going: then the page
// resumes the module, so that it goes on, and its timers are set.
//
//go:wasmexport gobuttplug_run
func run(count int32) bool {
	if running == nil || count <= 0 || int(count) > len(records) {
		return false
	}
	before := wakes()
	accepted := running.clients.Run(records[:count])
	if accepted && wakes() == before && !running.ramps && !running.clients.WatchesSent() {
		return false // toys that wait for their gap look at what is new by themselves
	}
	runtime.Gosched() // the writes to the toys start now
	return true
}

// page is what belongs to the page that runs the module.
type page struct {
	out     *bridge.Outbox
	limits  *device.Limits // of the player
	ramps   bool           // they may have levels rise slowly, by a timer
	clients *clients
	inPage  // the servers in the page, unless the module has none

	transports js.Value // those that are JavaScript, by their names
}

// exports is what the page can call: call carries out one of names, by its place there.
func (p *page) exports() js.Value {
	calls := append(pageCalls[:len(pageCalls):len(pageCalls)], serverCalls...)
	all := make([]string, len(calls))
	for i := range calls {
		all[i] = calls[i].name
	}
	o := js.Global().Get("Object").New()
	o.Set("outputs", names(device.OutputTypes()))
	o.Set("inputs", names(device.InputTypes()))
	o.Set("records", uintptr(unsafe.Pointer(&records)))
	o.Set("capacity", len(records))
	o.Set("names", strings.Join(all, ","))
	o.Set("call", js.FuncOf(func(_ js.Value, a []js.Value) any {
		if i := args(a).id(0); int(i) < len(calls) {
			calls[i].do(p, args(a).from(1))
		}
		return nil
	}))
	return o
}

// call is a function that the page can call, by its name there.
type call struct {
	name string
	do   func(*page, args)
}

// pageCalls are those of every module. Like serverCalls it is data: a map would be code that the
// browser has to compile at each start.
var pageCalls = []call{
	{"connect", func(p *page, a args) { p.clients.connect(a) }},
	{"letGo", func(p *page, a args) { p.clients.letGo(a) }},
	{"deliver", func(p *page, a args) { p.clients.deliver(a) }},
	{"hangUp", func(p *page, a args) { p.clients.hangUp(a) }},
	{"abandon", func(p *page, a args) { p.clients.abandon(a) }},
	{"watchSent", func(p *page, a args) { p.clients.watchSent(a) }},
	{"limits", (*page).setLimits},
	{"hold", (*page).hold},
	{"stopNow", (*page).stopNow},
	{"comeBack", (*page).comeBack},
}

// names lists types by the numbers that the page uses for them, from 1 on.
func names[T interface{ String() string }](types []T) string {
	all := make([]string, 0, len(types))
	for _, t := range types {
		all = append(all, t.String())
	}
	return strings.Join(all, ",")
}
