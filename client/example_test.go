package client_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// connector is that of a server in this process with two simulated toys. A program uses
// client.WebSocket{Address: "ws://127.0.0.1:12345"} for a server elsewhere.
func connector() (c client.Connector, end func() error) {
	models := simulated.Models()
	toys := simulated.New(models[0], models[2])
	srv := server.New(server.Options{Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys}})
	return srv.Connector(), srv.Close
}

// A program looks for toys, runs those that vibrate at half their strength, and stops all.
func Example() {
	connector, end := connector()
	defer end()
	ctx := context.Background()

	c := client.New(client.Options{Name: "My app"})
	c.OnDeviceAdded(func(d *client.Device) { fmt.Println("here is", d.Name()) })
	finished := make(chan struct{})
	c.OnScanningFinished(func() { close(finished) })
	if err := c.Connect(ctx, connector); err != nil {
		fmt.Println(err)
		return
	}
	if err := c.StartScanning(ctx); err != nil {
		fmt.Println(err)
	}
	<-finished

	for _, d := range c.Devices() {
		if !d.HasOutput(device.Vibrate) {
			continue
		}
		if err := d.Vibrate(ctx, 0.5); err != nil {
			fmt.Println(err) // names the device and what is wrong
		}
	}
	if err := c.Disconnect(ctx); err != nil { // stops all devices
		fmt.Println(err)
	}
	// Output:
	// here is Simulated Vibrator
	// here is Simulated Stroker
}

// A stroker goes to a place in a given time. Whoever asks for what a toy can't do is told.
func ExampleCommand() {
	connector, end := connector()
	defer end()
	ctx := context.Background()
	c := client.New(client.Options{Name: "My app"})
	added := make(chan *client.Device, 2)
	c.OnDeviceAdded(func(d *client.Device) { added <- d })
	_ = c.Connect(ctx, connector)
	_ = c.StartScanning(ctx)

	vibrator, stroker := <-added, <-added
	stroke := client.Command{Type: device.HwPositionWithDuration, Value: client.Move(0.8, 500*time.Millisecond)}
	fmt.Println(stroker.Run(ctx, stroke))
	err := vibrator.Run(ctx, stroke)
	fmt.Println(errors.Is(err, client.ErrUnsupported), err)
	// Output:
	// <nil>
	// true device 0 "Simulated Vibrator": the device has no output HwPositionWithDuration
}

// Errors have a class and a cause, both found with errors.Is.
func ExampleError() {
	c := client.New(client.Options{Name: "My app"})
	err := c.Connect(context.Background(), client.WebSocket{Address: "http://127.0.0.1:12345"})
	switch {
	case errors.Is(err, client.ErrUnreachable):
		fmt.Println("is the server running?")
	case errors.Is(err, client.HandshakeError):
		fmt.Println("not our server:", err)
	case errors.Is(err, client.ConnectorError):
		fmt.Println("no connection:", errors.Is(err, client.ErrAddress))
	}
	// Output: no connection: true
}
