// Command go-client finds toys through a Buttplug server, prints what they can do, and
// moves each for a moment.
//
//	go run ./examples/go-client [-address ws://127.0.0.1:12345] [-level 0.3]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

func main() {
	address := flag.String("address", "ws://127.0.0.1:12345", "of the server")
	level := flag.Float64("level", 0.3, "how strong the toys move, from 0 to 1")
	search := flag.Duration("search", 2*time.Second, "how long to look for toys")
	flag.Parse()

	// Ctrl-C ends every wait below; the server stops the toys when the client leaves.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *address, *level, *search); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string, level float64, search time.Duration) (err error) {
	c := client.New(client.Options{Name: "go-client"})
	if err := c.Connect(ctx, client.WebSocket{Address: address}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Disconnect(context.WithoutCancel(ctx))) }()
	fmt.Println("connected to", c.ServerName())

	c.OnDeviceAdded(func(d *client.Device) { fmt.Println("found", d.Name()) })
	if err := c.StartScanning(ctx); err != nil {
		return err
	}
	if err := wait(ctx, search); err != nil {
		return err
	}
	for _, d := range c.Devices() {
		if err := show(ctx, d, level); err != nil {
			fmt.Println("  ", err) // it may be out of reach; the others go on
		}
	}
	return nil
}

// show prints what a toy can do and moves it with its first output that is for that.
func show(ctx context.Context, d *client.Device, level float64) error {
	fmt.Println(d.Name())
	for _, f := range d.Features() {
		for _, o := range f.Outputs() {
			fmt.Printf("  %v from %d to %d\n", o.Type, o.Range.Min, o.Range.Max)
		}
	}
	for _, t := range []device.OutputType{device.Vibrate, device.Rotate, device.Oscillate} {
		if !d.HasOutput(t) {
			continue
		}
		if err := d.Run(ctx, client.Command{Type: t, Value: client.Fraction(level)}); err != nil {
			return err
		}
		return errors.Join(wait(ctx, 300*time.Millisecond), d.Stop(ctx))
	}
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
