// Command go-ping stays connected to a server that wants signs of life.
//
//	gobuttplug serve --max-ping-time 500ms
//	go run ./examples/go-ping [ws://127.0.0.1:12345]
package main

import (
	"context"
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
	if err := stay(address, 2*time.Second); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stay keeps a connection for a time. The client pings by itself, twice as often as the
// server wants.
func stay(address string, d time.Duration) error {
	ctx := context.Background()
	c := client.New(client.Options{Name: "Ping"})
	ended := make(chan error, 1)
	c.OnPingTimeout(func(err error) { fmt.Println("too slow:", err) })
	c.OnServerDisconnect(func(err error) { ended <- err })
	if err := c.Connect(ctx, client.WebSocket{Address: address}); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return fmt.Errorf("the server ended the session: %w", err)
	case <-time.After(d):
		fmt.Println("still connected after", d)
		return c.Disconnect(ctx)
	}
}
