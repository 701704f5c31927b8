package client_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/websocket"
)

func Example() {
	ctx := context.Background()
	c := client.New("My app")
	c.OnDeviceAdded(func(d *client.Device) { fmt.Println("here is", d.Name()) })
	if err := c.Connect(ctx, websocket.New("ws://127.0.0.1:12345")); err != nil {
		fmt.Println(err)
		return
	}
	defer c.Disconnect(ctx)

	for _, d := range c.Devices() {
		if d.HasOutput(message.Vibrate) {
			_ = d.Vibrate(ctx, 0.5)
			time.Sleep(time.Second)
			_ = d.Stop(ctx)
		}
	}
}

func ExampleCommand() {
	stroke := func(ctx context.Context, d *client.Device) error {
		return d.Run(ctx, client.Command{Type: message.HwPositionWithDuration, Value: client.Move(0.8, 500*time.Millisecond)})
	}
	_ = stroke
}

func ExampleClient_Connect() {
	c := client.New("My app")
	err := c.Connect(context.Background(), websocket.New("ws://127.0.0.1:12345"))
	var (
		connector *client.ConnectorError
		handshake *client.HandshakeError
	)
	switch {
	case errors.Is(err, websocket.ErrUnreachable):
		fmt.Println("is the server running?")
	case errors.As(err, &connector):
		fmt.Println("no connection:", err)
	case errors.As(err, &handshake):
		fmt.Println("not our server:", err)
	}
}
