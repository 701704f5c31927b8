package client_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

func Example() {
	ctx := context.Background()
	c := client.New(client.Options{Name: "My app"})
	c.OnDeviceAdded(func(d *client.Device) { fmt.Println("here is", d.Name()) })
	if err := c.Connect(ctx, client.WebSocket{Address: "ws://127.0.0.1:12345"}); err != nil {
		fmt.Println(err)
		return
	}
	defer c.Disconnect(ctx)

	for _, d := range c.Devices() {
		if d.HasOutput(device.Vibrate) {
			_ = d.Vibrate(ctx, 0.5)
			time.Sleep(time.Second)
			_ = d.Stop(ctx)
		}
	}
}

func ExampleCommand() {
	stroke := func(ctx context.Context, d *client.Device) error {
		return d.Run(ctx, client.Command{Type: device.HwPositionWithDuration, Value: client.Move(0.8, 500*time.Millisecond)})
	}
	_ = stroke
}

func ExampleClient_Connect() {
	c := client.New(client.Options{Name: "My app"})
	err := c.Connect(context.Background(), client.WebSocket{Address: "ws://127.0.0.1:12345"})
	switch {
	case errors.Is(err, client.ErrUnreachable):
		fmt.Println("is the server running?")
	case errors.Is(err, client.ConnectorError):
		fmt.Println("no connection:", err)
	case errors.Is(err, client.HandshakeError):
		fmt.Println("not our server:", err)
	}
}
