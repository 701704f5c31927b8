package simulated_test

import (
	"context"
	"fmt"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// A program shows what a simulated toy is told.
func Example() {
	toys := simulated.New(simulated.Models()[0])
	told := make(chan int32, 16)
	toys.Observe(func(s simulated.State) {
		if s.Connected {
			told <- s.Outputs[0].Value
		}
	})
	srv := server.New(server.Options{Catalog: toys.Catalog(nil), Protocols: protocol.All(), Scanners: []device.Scanner{toys}})
	defer srv.Close()

	ctx := context.Background()
	c := client.New(client.Options{Name: "My app"})
	c.OnDeviceAdded(func(d *client.Device) {
		d.Start(client.Command{Type: device.Vibrate, Value: client.Fraction(0.5)}, nil)
	})
	_ = c.Connect(ctx, srv.Connector())
	_ = c.StartScanning(ctx)
	for value := range told {
		if value != 0 {
			fmt.Println("it vibrates with", value)
			break
		}
	}
	// Output: it vibrates with 10
}
