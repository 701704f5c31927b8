package client

import (
	"sync"
	"testing"
	"testing/synctest"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator())
		c, _ := connect(t, s)
		f := feature(t, c, 0, 0)
		var r recorder
		var starting sync.Mutex // done, called by Start itself, would wait for ever
		done := func(name string) func(error) {
			return func(err error) {
				starting.Lock()
				defer starting.Unlock()
				if err != nil {
					name += ": " + err.Error()
				}
				r.add(name)
				assert.NoError(t, f.Run(t.Context(), Command{device.Vibrate, Steps(0)}), "done may call and wait")
			}
		}
		starting.Lock()
		f.Start(Command{device.Vibrate, Steps(7)}, done("feature"))
		assert.Contains(t, s.conn().frames()[2], `"Value":7`, "sent when Start returns")
		starting.Unlock()
		f.Device().Start(Command{device.Vibrate, Fraction(1)}, done("device"))
		f.Start(Command{device.Vibrate, Steps(101)}, done("range"))
		f.Device().Start(Command{device.Led, Steps(1)}, done("no output"))
		f.Start(Command{device.Vibrate, Steps(1)}, nil)
		synctest.Wait()
		events := r.take()
		require.Len(t, events, 4)
		assert.ElementsMatch(t, []string{
			"feature", "device",
			`range: device 0 "Conformance Test Vibrator", feature 0, Vibrate: value 101 is outside 0 to 100`,
			`no output: device 0 "Conformance Test Vibrator": the device has no output Led`,
		}, events)
	})
}

func TestBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer(vibrator(), multi())
		s.on["OutputCmd"] = func(conn *fakeConn, m message.Message) []message.Message {
			if m.(*message.OutputCmd).Value == 13 {
				return []message.Message{message.NewError(m.MessageID(), message.CodeDevice, "unlucky")}
			}
			return []message.Message{conn.usual(m)}
		}
		c, _ := connect(t, s)
		toy, gone := c.Devices()[0], c.Devices()[1]
		s.conn().push(&message.DeviceList{Devices: []*device.Definition{vibrator()}})
		synctest.Wait()

		names := []string{"feature", "device", "range", "no output", "gone", "stop feature", "stop device", "stop all"}
		var mu sync.Mutex
		errs := map[string]error{}
		done := func(command int, err error) {
			mu.Lock()
			defer mu.Unlock()
			assert.NotContains(t, errs, names[command])
			errs[names[command]] = err
		}
		f, _ := toy.Feature(0)
		rotator, _ := toy.Feature(2)
		b := c.Batch(done)
		b.Feature(f, Command{device.Vibrate, Steps(1)})
		b.Device(toy, Command{device.Vibrate, Steps(13)})
		b.Feature(f, Command{device.Vibrate, Steps(999)})
		b.Device(toy, Command{device.Spray, Steps(1)})
		b.StopDevice(gone)
		b.StopFeature(rotator)
		b.StopDevice(toy)
		b.StopAll()
		answers := b.Send()
		require.Len(t, answers, 8)
		for i := range names {
			if answers[i].Known {
				done(i, answers[i].Err)
			}
		}
		assert.Equal(t, []int{1, 1, 6}, s.conn().batches, "in one Send")
		synctest.Wait()

		for name, is := range map[string]error{
			"feature": nil, "stop feature": nil, "stop device": nil, "stop all": nil,
			"range": ErrRange, "no output": ErrUnsupported, "gone": ErrDeviceGone,
		} {
			require.Contains(t, errs, name)
			if is == nil {
				require.NoError(t, errs[name])
			} else {
				require.ErrorIs(t, errs[name], is)
			}
		}
		require.ErrorContains(t, errs["device"], "unlucky")
		assert.Len(t, errs, 8)

		sent := []string{}
		for _, m := range s.conn().sent[2:] {
			sent = append(sent, m.MessageName())
		}
		assert.Equal(t, []string{"OutputCmd", "OutputCmd", "OutputCmd", "StopCmd", "StopCmd", "StopCmd"}, sent, "in order")
	})
}

func TestEmptyBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFakeServer()
		c, _ := connect(t, s)
		c.Batch(nil).Send()
		assert.Len(t, s.conn().batches, 2)
	})
}

// echoServer answers every command at once, so that a benchmark measures the client.
func echoServer() *fakeServer { return newFakeServer(vibrator()) }

func BenchmarkStart(b *testing.B) {
	c := New(Options{Name: "Bench"})
	require.NoError(b, c.Connect(b.Context(), echoServer()))
	f, _ := c.Devices()[0].Feature(0)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		done := make(chan struct{})
		f.Start(Command{device.Vibrate, Steps(int32(i % 100))}, func(error) { close(done) })
		<-done
	}
	_ = c.Disconnect(b.Context())
}

func BenchmarkBatchOf400(b *testing.B) {
	c := New(Options{Name: "Bench"})
	require.NoError(b, c.Connect(b.Context(), echoServer()))
	f, _ := c.Devices()[0].Feature(0)
	b.ReportAllocs()
	for b.Loop() {
		left, done := 400, make(chan struct{})
		batch := c.Batch(func(int, error) {
			if left--; left == 0 {
				close(done)
			}
		})
		for i := range 400 {
			batch.Feature(f, Command{device.Vibrate, Steps(int32(i % 100))})
		}
		batch.Send()
		<-done
	}
	_ = c.Disconnect(b.Context())
}
