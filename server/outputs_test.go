package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/message"
)

// inMessages is a connector whose connections take outputs in messages only.
type inMessages struct{ client.Connector }

func (m inMessages) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	conn, err := m.Connector.Connect(ctx, receive)
	return struct{ client.Conn }{conn}, err
}

// counts is a connector that counts what passes it.
type counts struct {
	client.Connector
	messages, outputs int
}

func (n *counts) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	conn, err := n.Connector.Connect(ctx, receive)
	return &counting{conn.(client.OutputConn), n}, err
}

type counting struct {
	client.OutputConn
	n *counts
}

func (c *counting) Send(ctx context.Context, ms ...message.Message) error {
	c.n.messages += len(ms)
	return c.OutputConn.Send(ctx, ms...)
}

func (c *counting) Output(index uint32, outputs []device.Command) error {
	c.n.outputs += len(outputs)
	return c.OutputConn.Output(index, outputs)
}

// scanned connects a client and lets it find the simulated toys.
func scanned(t *testing.T, c *client.Client, over client.Connector) {
	t.Helper()
	require.NoError(t, c.Connect(t.Context(), over))
	require.NoError(t, c.StartScanning(t.Context()))
	settle()
	require.Len(t, c.Devices(), len(simulated.Models()))
}

func TestOutputsNeedNoMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, toys := newServer(t, Options{})
		c := client.New(client.Options{Name: "Test"})
		over := &counts{Connector: srv.Connector()}
		scanned(t, c, over)
		over.messages = 0
		d := find(t, c, "Simulated Rotator")
		require.NoError(t, d.Vibrate(t.Context(), 0.5))
		b := c.Batch(func(int, error) { t.Error("the answer was known") })
		b.Device(d, client.Command{Type: device.Rotate, Value: client.Fraction(0.25)})
		b.StopAll()
		b.Device(d, client.Command{Type: device.Vibrate, Value: client.Fraction(1)})
		assert.Equal(t, []client.Answer{{Known: true}, {Known: true}, {Known: true}}, b.Send())
		assert.Equal(t, []int{3, 1}, []int{over.outputs, over.messages})
		settle()
		assert.EqualValues(t, 20, valueOf(t, toys, d.Name(), device.Vibrate))
		assert.Zero(t, valueOf(t, toys, d.Name(), device.Rotate), "the stop kept its place in the order")

		limited := client.New(client.Options{Name: "Limited", Limits: device.NewLimits()})
		second := &counts{Connector: srv.Connector()}
		require.NoError(t, limited.Connect(t.Context(), second))
		require.NoError(t, find(t, limited, d.Name()).Vibrate(t.Context(), 0.1))
		assert.Zero(t, second.outputs, "the client's own limits see to messages")

		require.NoError(t, c.Disconnect(t.Context()))
		require.NoError(t, limited.Disconnect(t.Context()))
	})
}

// Whatever is wrong, the answer is the same with messages and without.
func TestAnswersWithoutMessagesAreThoseOfMessages(t *testing.T) {
	vibrate := func(steps int32) client.Command {
		return client.Command{Type: device.Vibrate, Value: client.Steps(steps)}
	}
	for name, tt := range map[string]struct {
		before func(srv *Server, toys *simulated.Toys)
		run    func(ctx context.Context, c *client.Client, d *client.Device) error
		is     error
	}{
		"the context has ended": {nil, func(ctx context.Context, _ *client.Client, d *client.Device) error {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			return d.Run(ctx, vibrate(1))
		}, context.Canceled},
		"the server is closed": {func(srv *Server, _ *simulated.Toys) { _ = srv.Close() }, func(ctx context.Context, _ *client.Client, d *client.Device) error {
			return d.Run(ctx, vibrate(1))
		}, client.ErrNotConnected},
		"the toy has dropped out": {func(_ *Server, toys *simulated.Toys) { _ = toys.Drop("Simulated Vibrator") }, func(ctx context.Context, _ *client.Client, d *client.Device) error {
			return d.Run(ctx, vibrate(1))
		}, client.ErrReconnecting},
		"a device of another session": {nil, func(ctx context.Context, c *client.Client, d *client.Device) error {
			_ = c.Disconnect(ctx)
			return d.Run(ctx, vibrate(1))
		}, client.ErrNotConnected},
		"the page is left": {func(srv *Server, _ *simulated.Toys) { srv.options.UserLimits.HoldNow(device.Left) }, func(ctx context.Context, _ *client.Client, d *client.Device) error {
			return d.Run(ctx, vibrate(1))
		}, device.ErrLeft},
	} {
		t.Run(name, func(t *testing.T) {
			var said []string
			for _, over := range []func(client.Connector) client.Connector{
				func(c client.Connector) client.Connector { return c },
				func(c client.Connector) client.Connector { return inMessages{c} },
			} {
				synctest.Test(t, func(t *testing.T) {
					srv, toys := newServer(t, Options{UserLimits: device.NewLimits(), MaxPingTime: time.Hour})
					c := client.New(client.Options{Name: "Test"})
					scanned(t, c, over(srv.Connector()))
					d := find(t, c, "Simulated Vibrator")
					if tt.before != nil {
						tt.before(srv, toys)
						synctest.Wait()
					}
					err := tt.run(t.Context(), c, d)
					require.ErrorIs(t, err, tt.is)
					said = append(said, err.Error())
					_ = c.Disconnect(t.Context())
				})
			}
			assert.Equal(t, said[1], said[0])
		})
	}
}

// What the server refuses of outputs that belong together does not keep the rest from running.
func TestOutputsThatCanNotAllRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, toys := newServer(t, Options{})
		over := srv.Connector()
		c := client.New(client.Options{Name: "Test"})
		scanned(t, c, over)
		d := find(t, c, "Simulated Rotator")
		conn, err := over.Connect(t.Context(), func(message.Message) {})
		require.NoError(t, err)
		out := conn.(client.OutputConn)
		good := device.Command{Feature: 1, Type: device.Vibrate, Value: 7}
		var refused *message.Error
		require.ErrorAs(t, out.Output(d.Index(), []device.Command{good}), &refused, "no handshake yet")
		assert.Equal(t, message.CodeHandshake, refused.Code)
		require.NoError(t, conn.Send(t.Context(), &message.RequestServerInfo{Header: message.Header{ID: 1}, Major: message.SpecMajor}))
		for text, bad := range map[string]device.Command{
			"feature 9": {Feature: 9, Type: device.Vibrate, Value: 1},
			"no Spray":  {Feature: 1, Type: device.Spray, Value: 1},
			"99":        {Feature: 1, Type: device.Vibrate, Value: 99},
		} {
			require.ErrorAs(t, out.Output(d.Index(), []device.Command{good, bad}), &refused)
			assert.Contains(t, refused.Text, text)
		}
		settle()
		assert.Zero(t, valueOf(t, toys, d.Name(), device.Vibrate), "all or none")
		require.ErrorAs(t, out.Output(99, []device.Command{good}), &refused)
		assert.Equal(t, message.CodeDevice, refused.Code)
		require.NoError(t, conn.Close())
		require.ErrorIs(t, out.Output(d.Index(), []device.Command{good}), client.ErrNotConnected)
		require.NoError(t, c.Disconnect(t.Context()))
	})
}
