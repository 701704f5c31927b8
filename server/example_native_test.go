//go:build !js

package server_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// A server with a simulated toy, and a client that drives it over WebSocket. A program listens
// with http.ListenAndServe("127.0.0.1:12345", srv.Handler(server.HandlerOptions{})).
func Example() {
	toys := simulated.New(simulated.Models()[0])
	srv := server.New(server.Options{
		Name:      "Example",
		Catalog:   toys.Catalog(nil),
		Protocols: protocol.All(),
		Scanners:  []device.Scanner{toys},
	})
	defer srv.Close() // stops and disconnects all toys
	listening := httptest.NewServer(srv.Handler(server.HandlerOptions{}))
	defer listening.Close()

	ctx := context.Background()
	c := client.New(client.Options{Name: "My app"})
	added := make(chan *client.Device, 1)
	c.OnDeviceAdded(func(d *client.Device) { added <- d })
	if err := c.Connect(ctx, client.WebSocket{Address: "ws" + strings.TrimPrefix(listening.URL, "http")}); err != nil {
		fmt.Println(err)
		return
	}
	defer c.Disconnect(ctx)
	if err := c.StartScanning(ctx); err != nil {
		fmt.Println(err)
		return
	}
	d := <-added
	fmt.Println(c.ServerName(), "has a", d.Name(), d.Vibrate(ctx, 0.5))
	// Output: Example has a Simulated Vibrator <nil>
}
