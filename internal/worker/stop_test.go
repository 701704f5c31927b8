package worker_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// blockOn makes an operation of a toy wait until release is called.
func blockOn(op string) (onOp func(context.Context, string) error, release func()) {
	c := make(chan struct{})
	return func(_ context.Context, o string) error {
		if o == op {
			<-c
		}
		return nil
	}, func() { close(c) }
}

// pair writes two packets for any command.
var pair = &protocol.Spec{Name: "pair", Writes: func(s *protocol.State, _ []device.Command) []protocol.Write {
	return []protocol.Write{{Data: []byte{0, byte(s.Level(0))}}, {Data: []byte{1, byte(s.Level(1))}}}
}}

func TestNothingThatWasTakenIsWrittenAfterStopNow(t *testing.T) {
	for _, spec := range []*protocol.Spec{each, pair} {
		t.Run(spec.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := newToy()
				onOp, release := blockOn("tx 00 01")
				toy.OnOp = onOp
				w := connect(t, spec, toy)
				require.NoError(t, w.Output(vibrate(0, 1), vibrate(1, 2)))
				synctest.Wait()
				w.StopNow()
				release()
				assert.Equal(t, []string{"tx 00 01", "now tx 00 00", "now tx 01 00"}, after(time.Second, toy))
				w.StopNow()
				assert.Equal(t, []string{"now tx 00 00", "now tx 01 00"}, toy.Ops(), "the write in flight may have come last")
				require.NoError(t, w.Output(vibrate(1, 3)))
				ops := after(time.Second, toy)
				assert.Equal(t, "tx 01 03", ops[len(ops)-1])
				assert.NotContains(t, ops, "tx 00 01")
			})
		})
	}
}

func TestCommandOfZeroAfterStopNowIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 9)))
		_ = after(time.Second, toy)
		w.StopNow()
		_ = after(time.Second, toy)
		require.NoError(t, w.Output(vibrate(0, 0)))
		assert.Equal(t, []string{"tx 00 00"}, after(time.Second, toy))
		require.NoError(t, w.Output(vibrate(0, 0)))
		assert.Empty(t, after(time.Second, toy))
	})
}

func TestStopNowGivesUpTheWriteInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = func(ctx context.Context, op string) error {
			if op[:3] == "now" {
				return nil
			}
			<-ctx.Done() // a link that tries again as long as it may
			return context.Cause(ctx)
		}
		require.NoError(t, w.Output(vibrate(0, 1)))
		synctest.Wait()
		w.StopNow()
		synctest.Wait()
		toy.OnOp = nil
		_ = toy.Ops()
		require.NoError(t, w.Output(vibrate(0, 2)))
		assert.Equal(t, []string{"tx 00 02"}, after(time.Second, toy))
	})
}

func TestAfterAFailedStopNothingIsRepeated(t *testing.T) {
	for _, base := range []*protocol.Spec{each, together} {
		t.Run(base.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				spec := *base
				spec.Repeat = 100 * time.Millisecond
				toy := newToy()
				w := connect(t, &spec, toy)
				require.NoError(t, w.Output(vibrate(0, 9), vibrate(1, 8)))
				_ = after(500*time.Millisecond, toy)
				toy.OnOp = func(context.Context, string) error { return errors.New("GATT error") }
				require.NoError(t, w.Stop(nil, true, false))
				ops := after(time.Minute, toy)
				assert.NotContains(t, ops, "tx 00 09")
				assert.NotContains(t, ops, "tx+ 09 08")
			})
		})
	}
}

// A stop does not wait for the pause after a failure. If it fails then, it does not count.
func TestStopDoesNotWaitForThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = refuse("tx")
		require.NoError(t, w.Output(vibrate(0, 9)))
		_ = after(0, toy)
		for range 10 {
			require.NoError(t, w.Stop([]uint32{0}, true, false))
			assert.Equal(t, []string{"tx 00 00"}, after(0, toy))
		}
		assert.False(t, ended(w))
		_ = after(time.Second, toy)
		gaveUp(t, w, toy, "6 writes in a row failed")
	})
}

func TestNothingReplacesTheStopOfClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		onOp, release := blockOn("tx 00 01")
		toy.OnOp = onOp
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		synctest.Wait()
		closed := make(chan error, 1)
		go func() { closed <- w.Close() }()
		synctest.Wait()
		assert.ErrorIs(t, w.Output(vibrate(0, 9)), device.ErrDisconnected)
		release()
		require.NoError(t, <-closed)
		assert.Equal(t, []string{"tx 00 01", "tx 00 00", "tx 01 00"}, toy.Ops())
	})
}

// TestStopNowThatFailsIsFollowedByAStop: the page may live on, and then the toy has to stop
// all the same.
func TestStopNowThatFailsIsFollowedByAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, together, toy)
		require.NoError(t, w.Output(vibrate(0, 9)))
		_ = after(time.Second, toy)
		toy.OnOp = refuse("now")
		w.StopNow()
		assert.Equal(t, []string{"now tx 00 00", "tx+ 00 00"}, after(0, toy))
		toy.OnOp = refuse("")
		require.NoError(t, w.Output(vibrate(0, 9)))
		_ = after(time.Second, toy)
		w.StopNow()
		_ = after(time.Minute, toy)
		gaveUp(t, w, toy, "6 writes in a row failed")
	})
}

func TestStopForgetsTheMoveThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		stroker := &device.Definition{Name: "Stroker", Features: []device.Feature{{Outputs: []device.Output{
			{Type: device.Position, Range: device.Range{Max: 100}}}}}}
		w, err := worker.Connect(t.Context(), toy, device.Advertisement{}, each,
			func(string, string) (*device.Definition, error) { return stroker, nil }, worker.Options{})
		require.NoError(t, err)
		defer func() { _ = w.Close() }()
		require.NoError(t, w.Output(device.Command{Type: device.Position, Value: 1}))
		assert.Equal(t, []string{"tx 00 01"}, after(0, toy))
		require.NoError(t, w.Output(device.Command{Type: device.Position, Value: 2}))
		require.NoError(t, w.Stop(nil, true, false))
		assert.Empty(t, after(time.Second, toy))
	})
}
