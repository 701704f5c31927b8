//go:build js && wasm

// Command go-wasm is a game that is itself a Go program in the page. It uses the packages
// directly: no JavaScript of this project is involved.
//
//	GOOS=js GOARCH=wasm go build -o game.wasm ./examples/go-wasm
package main

import (
	"context"
	"strconv"
	"syscall/js"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

func main() {
	g := &game{client: client.New(client.Options{Name: "Game in Go"})}
	g.client.OnDeviceAdded(func(d *client.Device) { g.say(d.Name()) })
	g.client.OnError(func(err error) { g.say(err.Error()) })
	onClick("browser", func() { g.connect(bluetooth()) })
	onClick("simulated", func() { g.connect(pretend()) })
	onClick("hit", g.hit)
	g.say("Ready")
	select {}
}

// bluetooth is a server for the toys that the player chooses in the browser.
func bluetooth() *server.Server {
	protocols := protocol.All()
	known := catalog.Builtin(protocols.Has)
	scanner := webbluetooth.New(webbluetooth.Options{Filters: known.Filters, Services: known.ServiceUUIDs})
	return server.New(server.Options{
		Name: "This browser", Catalog: known, Protocols: protocols, Scanners: []device.Scanner{scanner},
	})
}

// pretend is a server for simulated toys.
func pretend() *server.Server {
	toys := simulated.New()
	return server.New(server.Options{
		Name: "Simulated", Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys},
	})
}

type game struct {
	client *client.Client
	server *server.Server
}

// connect leaves the server of before, and looks for toys at the new one.
func (g *game) connect(s *server.Server) {
	ctx := context.Background()
	if g.server != nil {
		_ = g.server.Close() // its toys stop
	}
	g.server = s
	if g.client.Connected() {
		_ = g.client.Disconnect(ctx) // the server is gone either way
	}
	err := g.client.Connect(ctx, s.Connector())
	if err == nil {
		err = g.client.StartScanning(ctx)
	}
	if err != nil {
		g.say(err.Error())
	}
}

var strength = 0.0

// hit makes every toy that vibrates a little stronger, up to full strength and round again.
func (g *game) hit() {
	if strength += 0.25; strength > 1 {
		strength = 0
	}
	moved := 0
	for _, d := range g.client.Devices() {
		if !d.HasOutput(device.Vibrate) {
			continue
		}
		if err := d.Vibrate(context.Background(), strength); err != nil {
			g.say(err.Error())
			return
		}
		moved++
	}
	g.say(strconv.Itoa(moved) + " toys at " + strconv.Itoa(int(strength*100)) + " %")
}

func (g *game) say(text string) {
	js.Global().Get("document").Call("getElementById", "status").Set("textContent", text)
}

// onClick runs fn in a goroutine of its own: a handler that waited would block the page.
func onClick(id string, fn func()) {
	button := js.Global().Get("document").Call("getElementById", id)
	button.Call("addEventListener", "click", js.FuncOf(func(js.Value, []js.Value) any {
		go fn()
		return nil
	}))
}
