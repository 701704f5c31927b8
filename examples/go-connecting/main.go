// Command go-connecting shows how a native program connects to a Buttplug server, and how
// it tells the errors apart.
//
//	go run ./examples/go-connecting [ws://127.0.0.1:12345]
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
)

func main() {
	address := "ws://127.0.0.1:12345"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := connect(address); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func connect(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	c := client.New(client.Options{Name: "Connecting"})
	c.OnServerDisconnect(func(err error) {
		if err != nil { // nil: Disconnect was called
			fmt.Println("the server is gone:", err)
		}
	})

	err := c.Connect(ctx, client.WebSocket{Address: address})
	switch {
	case errors.Is(err, client.ErrUnreachable):
		return fmt.Errorf("is a server running at %s? %w", address, err)
	case errors.Is(err, client.HandshakeError):
		return fmt.Errorf("what runs there does not want this client: %w", err)
	case err != nil:
		return err
	}
	fmt.Println("connected to", c.ServerName())
	return c.Disconnect(ctx)
}
