package worker_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var errGATT = errors.New("GATT error")

// refuse makes a toy fail the operations that begin with prefix.
func refuse(prefix string) func(context.Context, string) error {
	return func(_ context.Context, op string) error {
		if strings.HasPrefix(op, prefix) {
			return errGATT
		}
		return nil
	}
}

func ended(w *worker.Worker) bool {
	synctest.Wait()
	select {
	case <-w.Done():
		return true
	default:
		return false
	}
}

// gaveUp requires that the worker has ended because the toy refused what it was told.
func gaveUp(t *testing.T, w *worker.Worker, toy *faketoy.Toy, what string) {
	t.Helper()
	require.True(t, ended(w))
	assert.ErrorIs(t, w.Err(), device.ErrNotResponding)
	assert.ErrorIs(t, w.Err(), errGATT)
	assert.ErrorContains(t, w.Err(), what)
	assert.ErrorIs(t, w.Output(vibrate(0, 1)), device.ErrDisconnected)
	select {
	case <-toy.Done():
	default:
		assert.Fail(t, "the toy is still connected")
	}
}

func TestToyThatRefusesCommandsIsDisconnected(t *testing.T) {
	for _, spec := range []*protocol.Spec{each, together} {
		t.Run(spec.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := newToy()
				var logged []string
				w := connect(t, spec, toy, func(s string) { logged = append(logged, s) })
				toy.OnOp = refuse("tx")
				for i := range int32(2) {
					require.NoError(t, w.Output(vibrate(0, i+1)))
					assert.Len(t, after(time.Minute, toy), 1)
				}
				assert.False(t, ended(w), "it may be a hiccup")
				require.NoError(t, w.Output(vibrate(0, 3)))
				_ = after(0, toy)
				gaveUp(t, w, toy, "the device does not take what it is told (3 writes in a row failed, the last with: tx: GATT error)")
				assert.Equal(t, "Duo: is disconnected: "+w.Err().Error(), logged[len(logged)-1])
			})
		})
	}
}

func TestWritesThatArriveInBetweenSaveTheToy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		for i := range int32(10) {
			toy.OnOp = nil
			if i%3 < 2 {
				toy.OnOp = refuse("tx")
			}
			require.NoError(t, w.Output(vibrate(0, i+1)))
			_ = after(time.Second, toy)
		}
		assert.False(t, ended(w))
		assert.NoError(t, w.Err())
	})
}

func TestOneMotorThatRefusesIsEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = refuse("tx 01")
		for i := range int32(3) {
			require.False(t, ended(w))
			require.NoError(t, w.Output(vibrate(0, i+1)))
			require.NoError(t, w.Output(vibrate(1, i+1)))
			_ = after(time.Second, toy)
		}
		gaveUp(t, w, toy, "3 writes in a row failed")
	})
}

func TestToyThatCannotBeStoppedIsDisconnected(t *testing.T) {
	stops := map[string]func(w *worker.Worker) error{
		"a stop":       func(w *worker.Worker) error { return w.Stop(nil, true, false) },
		"a level of 0": func(w *worker.Worker) error { return w.Output(vibrate(0, 0)) },
		"half a stop":  func(w *worker.Worker) error { return w.Stop([]uint32{0}, true, false) },
	}
	for name, stop := range stops {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := newToy()
				w := connect(t, each, toy)
				require.NoError(t, w.Output(vibrate(0, 9)))
				_ = after(time.Second, toy)
				toy.OnOp = refuse("tx 00 00")
				require.NoError(t, stop(w))
				begin := time.Now()
				<-w.Done()
				assert.Less(t, time.Since(begin), time.Second)
				assert.Len(t, toy.Ops(), 6)
				gaveUp(t, w, toy, "a stop was written 6 times in vain, the last time: tx: GATT error")
			})
		})
	}
}

func TestToyThatRefusesToEndItsMovesIsDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec := *each
		spec.StopMoves = func(*protocol.State) []protocol.Write { return []protocol.Write{{Data: []byte{0xEE}}} }
		w := connect(t, &spec, toy)
		toy.OnOp = refuse("tx EE")
		require.NoError(t, w.Stop(nil, true, false))
		_ = after(time.Second, toy)
		gaveUp(t, w, toy, "a stop was written 6 times in vain")
	})
}

func TestToyThatCannotBeKeptGoingIsDisconnected(t *testing.T) {
	ticking := *each
	ticking.Tick = &protocol.Tick{Every: 100 * time.Millisecond, Make: func(*protocol.State) ([]protocol.Write, bool) {
		return []protocol.Write{{Data: []byte{0xAA}}}, true
	}}
	resting := *each // it ticks more often than it has something to write
	ticks := 0
	resting.Tick = &protocol.Tick{Every: 50 * time.Millisecond, Make: func(*protocol.State) ([]protocol.Write, bool) {
		if ticks++; ticks%3 != 0 {
			return nil, true
		}
		return []protocol.Write{{Data: []byte{0xAA}}}, true
	}}
	repeated := *each
	repeated.Repeat = 100 * time.Millisecond
	for name, spec := range map[string]*protocol.Spec{"ticks": &ticking, "ticks with pauses": &resting, "repetitions": &repeated} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := newToy()
				var refuses atomic.Bool
				toy.OnOp = func(context.Context, string) error {
					if refuses.Load() {
						return errGATT
					}
					return nil
				}
				w := connect(t, spec, toy)
				require.NoError(t, w.Output(vibrate(0, 9)))
				_ = after(time.Second, toy)
				assert.False(t, ended(w))
				refuses.Store(true)
				_ = after(time.Second, toy)
				gaveUp(t, w, toy, "3 writes in a row failed")
			})
		})
	}
}

func TestHungToyTellsWhy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = func(context.Context, string) error {
			time.Sleep(5 * time.Second)
			_ = toy.Close() // as a platform does with a toy that does not answer
			return device.ErrTimeout
		}
		require.NoError(t, w.Output(vibrate(0, 9)))
		<-w.Done()
		assert.ErrorIs(t, w.Err(), device.ErrNotResponding)
		assert.ErrorIs(t, w.Err(), device.ErrTimeout)
	})
}

func TestToyThatVanishesOrIsClosedRefusesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 9)))
		_ = toy.Close()
		require.True(t, ended(w))
		assert.NoError(t, w.Err())
	})
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 9)))
		toy.OnOp = refuse("tx")
		require.NoError(t, w.Close())
		assert.NoError(t, w.Err(), "whoever closed it knows")
	})
}

// A level of 0 that a newer command has replaced leaves none of its tries to the next one.
func TestEveryLevelZeroHasAllTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = func(_ context.Context, op string) error {
			if op == "tx 00 00" || strings.HasPrefix(op, "tx 01") {
				return errGATT
			}
			return nil
		}
		require.NoError(t, w.Output(vibrate(0, 0)))
		assert.Len(t, after(3*gap, toy), 4)
		require.NoError(t, w.Output(vibrate(0, 9), vibrate(1, 5)))
		assert.Equal(t, []string{"tx 00 09", "tx 01 05"}, after(time.Second, toy))
		require.NoError(t, w.Output(vibrate(0, 0)))
		ops := after(time.Minute, toy)
		gaveUp(t, w, toy, "a stop was written 6 times in vain")
		assert.Len(t, ops, 6)
	})
}

// StopNow overtakes writes; that they did not happen is nothing the toy did.
func TestOvertakenWritesDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		var hang atomic.Bool
		toy.OnOp = func(ctx context.Context, op string) error {
			if hang.Load() && strings.HasPrefix(op, "tx") {
				<-ctx.Done()
				return context.Cause(ctx)
			}
			return nil
		}
		for i := range int32(10) {
			hang.Store(true)
			require.NoError(t, w.Output(vibrate(0, i+1)))
			synctest.Wait()
			w.StopNow()
			hang.Store(false)
			_ = after(time.Second, toy)
		}
		toy.OnOp = refuse("tx")
		require.NoError(t, w.Output(vibrate(0, 99)))
		_ = after(time.Second, toy)
		assert.False(t, ended(w))
	})
}

// A move that failed is not tried again: it would come too late. It counts all the same.
func TestRefusedMovesCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.OnOp = refuse("tx")
		for i := range int32(3) {
			require.NoError(t, w.Output(device.Command{Feature: 0, Type: device.Position, Value: i}))
			assert.Len(t, after(time.Second, toy), 1)
		}
		gaveUp(t, w, toy, "3 writes in a row failed")
	})
}
