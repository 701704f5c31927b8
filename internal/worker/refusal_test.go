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

func TestToyThatRefusesIsDisconnected(t *testing.T) {
	position := device.Command{Type: device.Position, Value: 3}
	for name, order := range map[string]func(w *worker.Worker) error{
		"a level":      func(w *worker.Worker) error { return w.Output(vibrate(0, 5)) },
		"a level of 0": func(w *worker.Worker) error { return w.Output(vibrate(0, 0)) },
		"a move":       func(w *worker.Worker) error { return w.Output(position) },
		"half a stop":  func(w *worker.Worker) error { return w.Stop([]uint32{0}, true, false) },
	} {
		for _, spec := range []*protocol.Spec{each, together} {
			t.Run(name+" "+spec.Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					toy := newToy()
					var logged []string
					w := connect(t, spec, toy, func(s string) { logged = append(logged, s) })
					require.NoError(t, w.Output(vibrate(0, 9)))
					_ = after(time.Second, toy)
					toy.Behave(refuse("tx"))
					require.NoError(t, order(w))
					tries := len(after(300*time.Millisecond, toy))
					assert.False(t, ended(w), "it may be a hiccup")
					assert.Equal(t, 6, tries+len(after(500*time.Millisecond, toy)))
					gaveUp(t, w, toy, "the device does not take what it is told (6 writes in a row failed, the last with: tx: GATT error)")
					assert.Equal(t, "Duo: is disconnected: "+w.Err().Error(), logged[len(logged)-1])
				})
			})
		}
	}
}

func TestWritesThatArriveInBetweenSaveTheToy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		n := 0
		toy.OnOp = func(context.Context, string) error {
			if n++; n%6 != 0 {
				return errGATT
			}
			return nil
		}
		for i := range int32(10) {
			require.NoError(t, w.Output(vibrate(0, i+1)))
			assert.Len(t, after(time.Second, toy), 6)
		}
		assert.False(t, ended(w))
		assert.NoError(t, w.Err())
	})
}

// A hiccup of the radio costs nothing, however much is said meanwhile.
func TestHiccup(t *testing.T) {
	for _, spec := range []*protocol.Spec{each, together, pair} {
		t.Run(spec.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toy := newToy()
				w := connect(t, spec, toy)
				toy.Behave(refuse(""))
				for i := range int32(60) {
					require.NoError(t, w.Stop(nil, true, false))
					require.NoError(t, w.Output(vibrate(0, i), vibrate(1, i)))
					_ = after(5*time.Millisecond, toy)
				}
				toy.Behave(nil)
				want := map[string][]string{"each": {"tx 00 3B", "tx 01 3B"}, "together": {"tx+ 3B 3B"}, "pair": {"tx 00 3B", "tx 01 3B"}}
				assert.Equal(t, want[spec.Name], after(time.Second, toy))
			})
		})
	}
}

// What fails does not keep the rest of an update from being written.
func TestOneMotorThatRefusesIsEnough(t *testing.T) {
	for _, order := range []func(w *worker.Worker) error{
		func(w *worker.Worker) error { return w.Output(vibrate(0, 1), vibrate(1, 1)) },
		func(w *worker.Worker) error { return w.Stop(nil, true, false) },
	} {
		synctest.Test(t, func(t *testing.T) {
			toy := newToy()
			w := connect(t, each, toy)
			toy.Behave(refuse("tx 00"))
			require.NoError(t, order(w))
			ops := after(time.Second, toy)
			require.Len(t, ops, 7)
			assert.Contains(t, ops[1], "tx 01")
			gaveUp(t, w, toy, "6 writes in a row failed")
		})
	}
}

// A newer command takes the place of one that failed, but has no tries of its own.
func TestNewerCommandReplacesOneThatFailed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		toy.Behave(refuse("tx"))
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 00 01", "tx 00 01"}, after(100*time.Millisecond, toy))
		require.NoError(t, w.Output(vibrate(0, 2)))
		ops := after(time.Second, toy)
		assert.Len(t, ops, 4)
		assert.NotContains(t, ops, "tx 00 01")
		gaveUp(t, w, toy, "6 writes in a row failed")
	})
}

// Protocols count packets, tell some toys only what is to change, and reckon with the last
// place of a move: a packet that failed is written again as it was, and what was written
// before it is not.
func TestPacketsThatFailAreNotMadeAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		made := byte(0)
		toy := newToy()
		w := connect(t, &protocol.Spec{Name: "counter", Writes: func(*protocol.State, []device.Command) []protocol.Write {
			made += 2
			return []protocol.Write{{Data: []byte{made - 1}}, {Data: []byte{made}}}
		}}, toy)
		toy.Behave(refuse("tx 02"))
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 01", "tx 02", "tx 02"}, after(100*time.Millisecond, toy))
		toy.Behave(nil)
		assert.Equal(t, []string{"tx 02"}, after(time.Second, toy))
		toy.Behave(refuse("tx"))
		require.NoError(t, w.Output(vibrate(0, 2)))
		assert.Equal(t, []string{"tx 03"}, after(0, toy))
		toy.Behave(nil)
		require.NoError(t, w.Output(vibrate(0, 3)))
		assert.Equal(t, []string{"tx 05", "tx 06"}, after(time.Second, toy), "for another command they are")
	})
}

// fails makes a toy fail the next n writes.
func fails(n int) func(context.Context, string) error {
	return func(context.Context, string) error {
		if n--; n >= 0 {
			return errGATT
		}
		return nil
	}
}

func TestStepsAndDelayedWritesThatFailAreWrittenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		step := byte(0)
		toy := newToy()
		w := connect(t, &protocol.Spec{
			Name: "steps",
			Writes: func(_ *protocol.State, commands []device.Command) []protocol.Write {
				return []protocol.Write{{Data: []byte{byte(commands[0].Value)}}, {Data: []byte{0xEE}, After: time.Second}}
			},
			Tick: &protocol.Tick{Every: 200 * time.Millisecond, Make: func(s *protocol.State) ([]protocol.Write, bool) {
				step++
				return []protocol.Write{{Data: []byte{0xA0 + step}}}, step < 2
			}},
		}, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 01", "tx A1"}, after(0, toy))
		toy.Behave(fails(2))
		assert.Equal(t, []string{"tx A2", "tx A2", "tx A2"}, after(500*time.Millisecond, toy))
		toy.Behave(fails(2))
		assert.Equal(t, []string{"tx EE", "tx EE", "tx EE"}, after(time.Second, toy))
		assert.Empty(t, after(time.Second, toy))

		step = 0
		require.NoError(t, w.Output(vibrate(0, 2)))
		assert.Equal(t, []string{"tx 02", "tx A1"}, after(0, toy))
		toy.Behave(refuse("tx A2"))
		assert.Equal(t, []string{"tx A2"}, after(210*time.Millisecond, toy))
		toy.Behave(nil)
		require.NoError(t, w.Stop(nil, true, false))
		assert.NotContains(t, after(500*time.Millisecond, toy), "tx A2", "a step from before a stop")
	})
}

func TestToyThatRefusesToEndItsMovesIsDisconnected(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		spec := *each
		spec.StopMoves = func(*protocol.State) []protocol.Write { return []protocol.Write{{Data: []byte{0xEE}}} }
		w := connect(t, &spec, toy)
		toy.Behave(refuse("tx EE"))
		require.NoError(t, w.Stop(nil, true, false))
		_ = after(time.Second, toy)
		gaveUp(t, w, toy, "6 writes in a row failed")
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
				gaveUp(t, w, toy, "6 writes in a row failed")
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
		toy.Behave(refuse("tx"))
		require.NoError(t, w.Close())
		assert.NoError(t, w.Err(), "whoever closed it knows")
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
		toy.Behave(refuse("tx"))
		require.NoError(t, w.Output(vibrate(0, 99)))
		_ = after(300*time.Millisecond, toy)
		assert.False(t, ended(w))
	})
}
