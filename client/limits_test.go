package client_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
)

// remote is a client, through limits, of a server that knows nothing of them.
type remote struct {
	*client.Client
	limits *device.Limits
	mu     sync.Mutex
	states map[string]string // by toy and output
	errs   []error
}

func newRemote(t *testing.T) *remote {
	t.Helper()
	toys := simulated.New()
	srv := server.New(server.Options{Scanners: []device.Scanner{toys}, Catalog: toys.Catalog(nil), Protocols: protocol.All()})
	limits := device.NewLimits()
	r := &remote{Client: client.New(client.Options{Name: "test", Limits: limits}), limits: limits, states: map[string]string{}}
	toys.Observe(func(s simulated.State) {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, o := range s.Outputs {
			r.states[s.Name+" "+o.Type.String()] = fmt.Sprint(o.Value)
		}
	})
	r.OnError(func(err error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.errs = append(r.errs, err)
	})
	require.NoError(t, r.Connect(t.Context(), srv.Connector()))
	require.NoError(t, r.StartScanning(t.Context()))
	synctest.Wait()
	t.Cleanup(func() {
		_ = r.Disconnect(context.Background())
		require.NoError(t, srv.Close())
		assert.Empty(t, r.errs)
	})
	return r
}

func (r *remote) device(t *testing.T, name string) *client.Device {
	t.Helper()
	for _, d := range r.Devices() {
		if d.Name() == name {
			return d
		}
	}
	t.Fatal("there is no " + name)
	return nil
}

// does is what an output of a simulated toy was last told.
func (r *remote) does(output string) string {
	time.Sleep(20 * time.Millisecond) // the toys take a command in 10 ms
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.states["Simulated "+output]
}

func (r *remote) limit(t *testing.T, toy string, change func(*device.Rule)) {
	t.Helper()
	rule := device.Unlimited()
	change(&rule)
	require.NoError(t, r.limits.Set(toy, rule))
}

func vibrate(p float64) client.Command {
	return client.Command{Type: device.Vibrate, Value: client.Fraction(p)}
}

func TestLimitsHoldOnTheWayToAnotherServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRemote(t)
		vibrator, stroker, pump := r.device(t, "Simulated Vibrator"), r.device(t, "Simulated Stroker"), r.device(t, "Simulated Air Pump")
		r.limit(t, "", func(l *device.Rule) { l.Top = 0.5 })
		r.limit(t, "Simulated Stroker", func(l *device.Rule) { l.Low, l.High = 0.2, 0.6 })
		r.limit(t, "Simulated Air Pump", func(l *device.Rule) { l.Off = l.Off.With(device.Constrict) })
		require.NoError(t, vibrator.Run(t.Context(), vibrate(1)))
		require.NoError(t, stroker.Run(t.Context(), client.Command{Type: device.HwPositionWithDuration, Value: client.Move(1, time.Second)}))
		require.NoError(t, pump.Run(t.Context(), client.Command{Type: device.Constrict, Value: client.Fraction(1)}), "what is off is accepted")
		assert.Equal(t, []string{"10", "60", "0"}, []string{r.does("Vibrator Vibrate"), r.does("Stroker HwPositionWithDuration"), r.does("Air Pump Constrict")})

		r.limit(t, "", func(l *device.Rule) { l.Top = 0.1 })
		assert.Equal(t, "2", r.does("Vibrator Vibrate"), "a toy that runs follows")
		r.limit(t, "", func(*device.Rule) {})
		assert.Equal(t, "20", r.does("Vibrator Vibrate"))
		require.NoError(t, vibrator.Stop(t.Context()))
		r.limit(t, "", func(l *device.Rule) { l.Floor = 0.5 })
		assert.Equal(t, "0", r.does("Vibrator Vibrate"), "what was stopped stays so")
	})
}

func TestRampOnTheWayToAnotherServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRemote(t)
		vibrator := r.device(t, "Simulated Vibrator")
		r.limit(t, "", func(l *device.Rule) { l.Ramp = 0.5 })
		require.NoError(t, vibrator.Run(t.Context(), vibrate(1)))
		assert.Equal(t, "0", r.does("Vibrator Vibrate"))
		time.Sleep(1010 * time.Millisecond)
		assert.Equal(t, "10", r.does("Vibrator Vibrate"))
		require.NoError(t, r.StopAll(t.Context()))
		time.Sleep(time.Minute)
		assert.Equal(t, "0", r.does("Vibrator Vibrate"), "a stop ends it")
	})
}

func TestHoldOfAnotherServersToys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRemote(t)
		vibrator := r.device(t, "Simulated Vibrator")
		require.NoError(t, vibrator.Run(t.Context(), vibrate(1)))
		r.limits.Hold(device.Panic)
		assert.Equal(t, "0", r.does("Vibrator Vibrate"))
		require.NoError(t, vibrator.Run(t.Context(), vibrate(1)))
		assert.Equal(t, "0", r.does("Vibrator Vibrate"))
		r.limits.Release(device.Panic)
		require.NoError(t, vibrator.Run(t.Context(), vibrate(0.5)))
		assert.Equal(t, "10", r.does("Vibrator Vibrate"))
	})
}
