//go:build !js

package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
)

// stroker is a T-Code device at the other end of a stream.
type stroker struct {
	io.ReadWriter
	heard chan string // lines that are no questions
}

func newStroker(s io.ReadWriter) *stroker {
	toy := &stroker{s, make(chan string, 100)}
	go func() {
		defer close(toy.heard)
		lines := bufio.NewScanner(s)
		for lines.Scan() {
			answer := map[string]string{"D0": "Own 1.0\n", "D1": "TCode v0.3\n", "D2": "L0 0 9999 Up\nV0 0 9999 Vibe\n"}[lines.Text()]
			if answer == "" {
				toy.heard <- lines.Text()
			} else if _, err := io.WriteString(s, answer); err != nil {
				return
			}
		}
	}()
	return toy
}

// next is what the device is told next.
func (toy *stroker) next(t *testing.T) string {
	t.Helper()
	select {
	case line := <-toy.heard:
		return line
	case <-time.After(10 * time.Second):
		require.Fail(t, "the device was told nothing")
		return ""
	}
}

// drive connects a client to a server and gives its first device.
func drive(t *testing.T, r *running) (c *client.Client, d *client.Device, gone <-chan struct{}) {
	t.Helper()
	c = client.New(client.Options{Name: "test"})
	added, removed := make(chan *client.Device, 1), make(chan struct{}, 1)
	troubles := make(chan error, 10)
	c.OnDeviceAdded(func(d *client.Device) { added <- d })
	c.OnDeviceRemoved(func(*client.Device) { removed <- struct{}{} })
	c.OnError(func(err error) { troubles <- err })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, c.Connect(ctx, client.WebSocket{Address: r.socket}))
	t.Cleanup(func() { _ = c.Disconnect(context.Background()) })
	require.NoError(t, c.StartScanning(ctx))
	select {
	case d = <-added:
	case err := <-troubles:
		require.NoError(t, err)
	case <-ctx.Done():
		require.Fail(t, "no device was found")
	}
	return c, d, removed
}

// tryStroker moves it, stops it, and lets it vanish.
func tryStroker(t *testing.T, r *running, toy *stroker, vanish func()) {
	c, d, gone := drive(t, r)
	assert.Equal(t, "Own 1.0 (T-Code v0.3)", d.Name())
	ctx := t.Context()
	require.NoError(t, d.Run(ctx, client.Command{Type: device.HwPositionWithDuration, Value: client.Move(0.5, 300*time.Millisecond)}))
	assert.Equal(t, "L05000I300", toy.next(t))
	require.NoError(t, d.Vibrate(ctx, 1))
	assert.Equal(t, "V09999", toy.next(t))
	require.NoError(t, c.StopAll(ctx))
	assert.Equal(t, "DSTOP", toy.next(t))
	assert.Equal(t, "V00000", toy.next(t))
	if vanish == nil {
		return
	}
	vanish()
	select {
	case <-gone:
	case <-time.After(10 * time.Second):
		assert.Fail(t, "the device is still there")
	}
}

func TestServeDrivesTCodeOverTCP(t *testing.T) {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer socket.Close()
	toys := make(chan net.Conn, 1)
	go func() {
		if s, err := socket.Accept(); err == nil {
			toys <- s
		}
	}()
	r := startServe(t, "--simulated=false", "--tcode-tcp", socket.Addr().String())
	ready := make(chan *stroker, 1)
	var conn net.Conn
	go func() { conn = <-toys; ready <- newStroker(conn) }()
	toy := &stroker{heard: make(chan string, 100)}
	go func() {
		for line := range (<-ready).heard {
			toy.heard <- line
		}
	}()
	tryStroker(t, r, toy, func() { _ = conn.Close() })
}

// datagrams is the device's end of UDP: answers go to whoever asked.
type datagrams struct {
	net.PacketConn
	peer net.Addr
}

func (d *datagrams) Read(p []byte) (n int, err error) {
	n, d.peer, err = d.ReadFrom(p)
	return n, err
}
func (d *datagrams) Write(p []byte) (int, error) { return d.WriteTo(p, d.peer) }

func TestServeDrivesTCodeOverUDP(t *testing.T) {
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer socket.Close()
	toy := newStroker(&datagrams{PacketConn: socket})
	tryStroker(t, startServe(t, "--simulated=false", "--tcode-udp", socket.LocalAddr().String()), toy, nil)
}

func TestSerialFlags(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "it must begin with the port",
		",baud=9600":              "it must begin with the port",
		"COM3,baud=fast":          "baud=fast: a speed is a whole number",
		"COM3,baud=0":             "baud=0: a speed is a whole number",
		"COM3,protocol=lovense":   "protocol=lovense: over serial ports there are",
		"COM3,parity=odd":         "parity=odd is unknown",
		"/dev/ttyS9,baud=115200,": " is unknown",
	} {
		var f streamFlags
		assert.ErrorContains(t, f.addSerial(text), want, text)
	}
	var f streamFlags
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	f.register(flags)
	require.NoError(t, flags.Parse(strings.Fields("--serial COM3 --serial /dev/ttyACM0,protocol=nobra --tcode-udp tcode.local:8000 --tcode-tcp [::1]:1")))
	require.Len(t, f.scanners(), 2)
	assert.Equal(t, "nobra", f.serial[1].Protocol)
	assert.Equal(t, "serial:/dev/ttyACM0", f.serial[1].Address)
	assert.Equal(t, "udp:tcode.local:8000", f.sockets[0].Address)
	assert.Error(t, flags.Parse([]string{"--tcode-udp", "tcode.local"}))
	assert.Empty(t, (&streamFlags{}).scanners())

	_, err := openSerial(t.Context(), "/dev/no-such-port", 115200)
	assert.ErrorIs(t, err, device.ErrDisconnected)
	assert.False(t, errors.Is(err, device.ErrNotAllowed))
}
