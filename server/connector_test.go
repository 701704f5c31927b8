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
	"github.com/gobuttplug/gobuttplug/protocol"
)

func newServer(t testing.TB, o Options) (*Server, *simulated.Toys) {
	toys := simulated.New()
	o.Name, o.Catalog, o.Protocols, o.Scanners = "In here", toys.Catalog(nil), protocol.All(), []device.Scanner{toys}
	srv := New(o)
	t.Cleanup(func() { _ = srv.Close() })
	return srv, toys
}

// valueOf is what an output of a simulated toy was last told.
func valueOf(t *testing.T, toys *simulated.Toys, toy string, output device.OutputType) int32 {
	t.Helper()
	for _, state := range toys.States() {
		for _, o := range state.Outputs {
			if state.Name == toy && o.Type == output {
				return o.Value
			}
		}
	}
	require.Fail(t, "no such output", "%s of %s", output, toy)
	return 0
}

// settle lets everything happen that is under way.
func settle() {
	time.Sleep(time.Second)
	synctest.Wait()
}

func find(t testing.TB, c *client.Client, name string) *client.Device {
	t.Helper()
	for _, d := range c.Devices() {
		if d.Name() == name {
			return d
		}
	}
	require.Fail(t, "no such device", name)
	return nil
}

func TestClientDrivesToys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, toys := newServer(t, Options{})
		c := client.New(client.Options{Name: "Test"})
		require.NoError(t, c.Connect(t.Context(), srv.Connector()))
		assert.Equal(t, "In here", c.ServerName())
		finished := make(chan struct{})
		c.OnScanningFinished(func() { close(finished) })
		require.NoError(t, c.StartScanning(t.Context()))
		<-finished
		synctest.Wait()
		require.Len(t, c.Devices(), len(simulated.Models()))

		d := find(t, c, "Simulated Rotator")
		require.NoError(t, d.Vibrate(t.Context(), 0.5))
		require.NoError(t, d.Run(t.Context(), client.Command{Type: device.Rotate, Value: client.Fraction(-0.25)}))
		settle()
		assert.EqualValues(t, 10, valueOf(t, toys, d.Name(), device.Vibrate))
		assert.EqualValues(t, -5, valueOf(t, toys, d.Name(), device.Rotate))
		charge, err := d.Battery(t.Context())
		require.NoError(t, err)
		assert.Positive(t, charge)

		trainer := find(t, c, "Simulated Trainer")
		squeeze, _ := trainer.Feature(1)
		var values []int32
		require.NoError(t, squeeze.Subscribe(t.Context(), device.Pressure, func(v int32) { values = append(values, v) }))
		require.NoError(t, toys.SetInput(trainer.Name(), 1, device.Pressure, 1234))
		settle()
		assert.Contains(t, values, int32(1234))

		require.NoError(t, c.Disconnect(t.Context()))
		settle()
		assert.Zero(t, valueOf(t, toys, d.Name(), device.Vibrate))

		require.NoError(t, c.Connect(t.Context(), srv.Connector()), "the toys are still there")
		require.Len(t, c.Devices(), len(simulated.Models()))
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

// A command to an idle toy needs no other goroutine to get to its worker, and its answer
// is there when Send returns.
func TestSendRunsInTheCallersGoroutine(t *testing.T) {
	srv, _ := newServer(t, Options{})
	var received []message.Message
	c, err := srv.Connector().Connect(t.Context(), func(m message.Message) { received = append(received, m) })
	require.NoError(t, err)
	require.NoError(t, c.Send(t.Context(), &message.RequestServerInfo{Header: message.Header{ID: 1}, Major: message.SpecMajor}))
	require.NoError(t, c.Send(t.Context(), &message.Ping{Header: message.Header{ID: 2}}, &message.StopCmd{Header: message.Header{ID: 3}}))
	assert.Len(t, received, 3)
}

func TestPingsKeepTheSession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, _ := newServer(t, Options{MaxPingTime: 500 * time.Millisecond})
		c := client.New(client.Options{Name: "Test"})
		c.OnPingTimeout(func(err error) { t.Error(err) })
		require.NoError(t, c.Connect(t.Context(), srv.Connector()))
		time.Sleep(5 * time.Second)
		assert.True(t, c.Connected())
		require.NoError(t, c.Disconnect(t.Context()))
	})
}

// loses is a connector whose connections lose every message of type M.
type loses[M message.Message] struct{ client.Connector }

func (l loses[M]) Connect(ctx context.Context, receive func(message.Message)) (client.Conn, error) {
	conn, err := l.Connector.Connect(ctx, receive)
	return losing[M]{conn}, err
}

type losing[M message.Message] struct{ client.Conn }

func (l losing[M]) Send(ctx context.Context, ms ...message.Message) error {
	for _, m := range ms {
		if _, lost := m.(M); lost {
			continue
		}
		if err := l.Conn.Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func TestMissedPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, _ := newServer(t, Options{MaxPingTime: 500 * time.Millisecond})
		c := client.New(client.Options{Name: "Test"})
		var events []string
		c.OnPingTimeout(func(error) { events = append(events, "ping") })
		c.OnServerDisconnect(func(error) { events = append(events, "disconnect") })
		require.NoError(t, c.Connect(t.Context(), loses[*message.Ping]{srv.Connector()}))
		settle()
		assert.Equal(t, []string{"ping", "disconnect"}, events)
		require.ErrorIs(t, c.StopAll(t.Context()), client.PingError)
	})
}

func TestServerCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, _ := newServer(t, Options{})
		c := client.New(client.Options{Name: "Test"})
		var reason error
		c.OnServerDisconnect(func(err error) { reason = err })
		require.NoError(t, c.Connect(t.Context(), srv.Connector()))
		require.NoError(t, srv.Close())
		synctest.Wait()
		require.ErrorIs(t, reason, client.ErrClosed)
		require.ErrorIs(t, c.Connect(t.Context(), srv.Connector()), client.ErrClosed, "a closed server")
	})
}

func TestConnectWithEndedContext(t *testing.T) {
	srv, _ := newServer(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, client.New(client.Options{Name: "Test"}).Connect(ctx, srv.Connector()), context.Canceled)
}

func TestLastMessagesArriveBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, _ := newServer(t, Options{MaxPingTime: time.Second})
		received := make(chan message.Message, 2)
		c, err := srv.Connector().Connect(t.Context(), func(m message.Message) { received <- m })
		require.NoError(t, err)
		require.NoError(t, c.Send(t.Context(), &message.RequestServerInfo{Header: message.Header{ID: 1}, Major: message.SpecMajor}))
		require.Len(t, received, 1, "answered when Send returns")
		<-received
		<-c.Done()
		require.Len(t, received, 1, "received before the end")
		assert.Equal(t, message.CodePing, (<-received).(*message.Error).Code)
		require.ErrorIs(t, c.Err(), client.ErrClosed)
		require.ErrorIs(t, c.Send(t.Context(), &message.Ping{}), client.ErrClosed)
	})
}

func TestClose(t *testing.T) {
	srv, _ := newServer(t, Options{})
	c, err := srv.Connector().Connect(t.Context(), func(m message.Message) { t.Error("unexpected", m) })
	require.NoError(t, err)
	require.NoError(t, c.Close())
	require.NoError(t, c.Close())
	<-c.Done()
	require.ErrorIs(t, c.Err(), client.ErrNotConnected)
	require.ErrorIs(t, c.Send(t.Context(), &message.Ping{}), client.ErrNotConnected)
	assert.Zero(t, srv.Clients())
}

// BenchmarkCommand is the way of a command to the worker of a toy and that of the answer
// back.
func BenchmarkCommand(b *testing.B) {
	srv, _ := newServer(b, Options{})
	c := client.New(client.Options{Name: "Bench"})
	require.NoError(b, c.Connect(b.Context(), srv.Connector()))
	added := make(chan struct{}, 16)
	c.OnDeviceAdded(func(*client.Device) { added <- struct{}{} })
	require.NoError(b, c.StartScanning(b.Context()))
	for range simulated.Models() {
		<-added
	}
	d := find(b, c, "Simulated Vibrator")
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		require.NoError(b, d.Vibrate(b.Context(), float64(i%20)/20))
	}
	require.NoError(b, c.Disconnect(b.Context()))
}
