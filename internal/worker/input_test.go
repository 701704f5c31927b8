package worker_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// squeezed notifies its pressure on rx, and answers reads there too.
func squeezed() *protocol.Spec {
	spec := *each
	spec.Notify = &protocol.Notify{Endpoint: device.Rx, Parse: func(_ *protocol.State, data []byte) []protocol.Reading {
		return []protocol.Reading{{Feature: 0, Type: device.Pressure, Value: int32(data[0])}}
	}}
	spec.Read = func(ctx context.Context, c *protocol.Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
		return 7, c.Subscribe(ctx, device.Rx)
	}
	return &spec
}

// TestNobodyCountsOnASubscriptionThatFails: who comes second waits for what becomes of the
// first, and asks the toy again if that failed.
func TestNobodyCountsOnASubscriptionThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, squeezed(), toy)
		answer := make(chan error, 1)
		toy.OnOp = func(context.Context, string) error { return <-answer }
		var subscribed, read error
		go func() { subscribed = w.Subscribe(t.Context(), 0, device.Pressure, "a", func(int32) {}) }()
		synctest.Wait()
		over := false
		go func() {
			_, read = w.Read(t.Context(), 2, device.Battery)
			over = true
		}()
		synctest.Wait()
		assert.False(t, over, "the first has not been answered yet")
		answer <- errors.New("GATT error")
		synctest.Wait()
		assert.Error(t, subscribed)
		assert.False(t, over)
		answer <- nil
		synctest.Wait()
		assert.True(t, over)
		assert.NoError(t, read)
		assert.Equal(t, []string{"subscribe rx", "subscribe rx"}, toy.Ops())
	})
}

// TestNothingRunsAfterTheWorker: a subscription that is being ended is waited for.
func TestNothingRunsAfterTheWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, squeezed(), toy)
		require.NoError(t, w.Subscribe(t.Context(), 0, device.Pressure, "a", func(int32) {}))
		ending := false
		toy.OnOp = func(ctx context.Context, op string) error {
			if op != "unsubscribe rx" {
				return nil
			}
			ending = true
			<-ctx.Done()
			time.Sleep(time.Second) // a platform that is slow to give up
			ending = false
			return context.Cause(ctx)
		}
		require.NoError(t, w.Stop(nil, false, true))
		synctest.Wait()
		require.True(t, ending)
		_ = toy.Close()
		<-w.Done()
		assert.False(t, ending)
	})
}

// TestReadsAndCommandsShareTheState: a protocol that counts its packets counts those of reads,
// of commands and of notifications, which come from several goroutines. The race detector sees
// who does so without the lock.
func TestReadsAndCommandsShareTheState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec := *squeezed()
		count := func(s *protocol.State) []byte {
			s.Count++
			return []byte{byte(s.Count)}
		}
		var numbers sync.Map
		made := func(data []byte) []byte {
			_, twice := numbers.LoadOrStore(data[0], true)
			assert.False(t, twice, "two packets have the number %d", data[0])
			return data
		}
		spec.Command = protocol.Func(func(s *protocol.State, _ device.Command) []byte { return made(count(s)) })
		spec.Notify = &protocol.Notify{Endpoint: device.Rx, Parse: func(s *protocol.State, _ []byte) []protocol.Reading {
			made(count(s))
			return nil
		}}
		spec.Start = func(_ context.Context, c *protocol.Conversation) error {
			c.State.Count = 100
			c.Use(func(s *protocol.State) { made(count(s)) })
			return nil
		}
		spec.Read = func(ctx context.Context, c *protocol.Conversation, _ *device.Feature, _ device.InputType) (int32, error) {
			assert.Nil(t, c.State)
			var packet []byte
			c.Use(func(s *protocol.State) { packet = made(count(s)) })
			return 1, c.Write(ctx, device.Tx, packet)
		}
		w := connect(t, &spec, toy)
		require.NoError(t, w.Subscribe(t.Context(), 0, device.Pressure, "a", func(int32) {}))
		var all sync.WaitGroup
		all.Go(func() {
			for i := range int32(20) {
				assert.NoError(t, w.Output(vibrate(0, i+1)))
				time.Sleep(gap)
			}
		})
		all.Go(func() {
			for range 20 {
				_, err := w.Read(t.Context(), 2, device.Battery)
				assert.NoError(t, err)
				time.Sleep(gap)
			}
		})
		all.Go(func() {
			for range 20 {
				assert.True(t, toy.Notify(device.Rx, []byte{0}))
				time.Sleep(gap)
			}
		})
		all.Wait()
		_, last := numbers.Load(byte(161))
		assert.True(t, last, "each counts")
	})
}
