package worker_test

import (
	"context"
	"errors"
	"fmt"
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

const gap = device.DefaultGap

// each writes one packet for each command, together one for all, as two kinds of toys do.
var (
	each     = &protocol.Spec{Name: "each", Command: protocol.Bytes{protocol.Index, protocol.Level}}
	together = &protocol.Spec{Name: "together", Response: true, Packet: protocol.Bytes{protocol.Level0, protocol.Level1}}
)

func twoMotors() *device.Definition {
	motor := func(i uint32) device.Feature {
		return device.Feature{Index: i, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 100}}}}
	}
	squeeze := device.Input{Type: device.Pressure, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Subscribe)}
	left, right := motor(0), motor(1)
	left.Inputs, right.Inputs = []device.Input{squeeze}, []device.Input{squeeze}
	return &device.Definition{Name: "Duo", Features: []device.Feature{left, right, {
		Index: 2, Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}}}}}
}

func vibrate(feature uint32, value int32) device.Command {
	return device.Command{Feature: feature, Type: device.Vibrate, Value: value}
}

func connect(t *testing.T, spec *protocol.Spec, toy *faketoy.Toy, log ...func(string)) *worker.Worker {
	t.Helper()
	o := worker.Options{}
	if len(log) > 0 {
		o.Log = log[0]
	}
	w, err := worker.Connect(t.Context(), toy, device.Advertisement{Name: "Duo"}, spec,
		func(string, string) (*device.Definition, error) { return twoMotors(), nil }, o)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = toy.Close()
		<-w.Done()
	})
	synctest.Wait()
	return w
}

func newToy() *faketoy.Toy { return faketoy.New(gap, device.Tx, device.Rx, device.RxBLEBattery) }

// after lets time pass and takes what was written until then.
func after(d time.Duration, toy *faketoy.Toy) []string {
	time.Sleep(d)
	synctest.Wait()
	return toy.Ops()
}

func TestIdleToyGetsCommandAtOnceThenTheGapIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 00 01"}, after(0, toy))
		require.NoError(t, w.Output(vibrate(0, 2)))
		require.NoError(t, w.Output(vibrate(1, 5)))
		require.NoError(t, w.Output(vibrate(0, 3)))
		assert.Empty(t, after(gap-time.Millisecond, toy))
		assert.Equal(t, []string{"tx 01 05", "tx 00 03"}, after(time.Millisecond, toy), "the newest of each feature, in the order of arrival")
		assert.Empty(t, after(time.Second, toy))
	})
}

func TestCommandsThatComeTogetherAreOnePacket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, together, toy)
		require.NoError(t, w.Output(vibrate(0, 1), vibrate(1, 2)))
		assert.Equal(t, []string{"tx+ 01 02"}, after(0, toy))
	})
}

func TestEqualCommandIsDroppedButAStopNever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 7)))
		require.NoError(t, w.Output(vibrate(0, 7)))
		assert.Equal(t, []string{"tx 00 07"}, after(time.Second, toy))
		for range 2 {
			require.NoError(t, w.Stop(nil, true, true))
			assert.Equal(t, []string{"tx 00 00", "tx 01 00"}, after(0, toy), "stops do not wait for the gap")
		}
		require.NoError(t, w.Output(vibrate(0, 7)))
		assert.Equal(t, []string{"tx 00 07"}, after(time.Second, toy), "a stop counts as a command")
	})
}

func TestStopReplacesWhatWaitsAndOnlyWaitsForTheWriteInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		release := make(chan struct{})
		var hold atomic.Bool
		toy.OnOp = func(ctx context.Context, _ string) error {
			if hold.Load() {
				<-release
			}
			return nil
		}
		w := connect(t, each, toy)
		hold.Store(true)
		require.NoError(t, w.Output(vibrate(0, 1), vibrate(1, 2)))
		synctest.Wait()
		require.NoError(t, w.Output(vibrate(1, 3)))
		require.NoError(t, w.Stop([]uint32{1}, true, false))
		hold.Store(false)
		close(release)
		assert.Equal(t, []string{"tx 00 01", "tx 01 00"}, after(time.Second, toy), "the second motor never starts")
	})
}

func TestHundredCommandsAFrameStayBoundedAndTheLastArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		for frame := range 60 {
			for i := range 100 {
				require.NoError(t, w.Output(vibrate(0, int32((frame*100+i)%90))))
			}
			time.Sleep(time.Second / 60)
		}
		require.NoError(t, w.Output(vibrate(0, 99)))
		ops := after(time.Second, toy)
		assert.LessOrEqual(t, len(ops), 22)
		assert.Equal(t, "tx 00 63", ops[len(ops)-1])
	})
}

func TestWhatCouldNotBeWrittenIsWrittenAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		fails := 1
		toy.OnOp = func(context.Context, string) error {
			if fails > 0 {
				fails--
				return errors.New("GATT error")
			}
			return nil
		}
		var logged []string
		w := connect(t, each, toy, func(s string) { logged = append(logged, s) })
		require.NoError(t, w.Output(vibrate(0, 7)))
		assert.Equal(t, []string{"tx 00 07"}, after(gap-1, toy))
		require.NoError(t, w.Output(vibrate(0, 7)), "it is on its way already")
		assert.Equal(t, []string{"tx 00 07"}, after(time.Second, toy))
		assert.Equal(t, []string{"Duo: write failed: tx: GATT error"}, logged)
		require.NoError(t, w.Output(vibrate(0, 7)))
		assert.Empty(t, after(time.Second, toy))
		fails = 3
		require.NoError(t, w.Stop(nil, true, true))
		assert.Equal(t, []string{"tx 00 00", "tx 01 00", "tx 00 00", "tx 01 00", "tx 00 00"}, after(time.Second, toy))
	})
}

func TestRepeat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := *together
		spec.Repeat = 300 * time.Millisecond
		toy := newToy()
		w := connect(t, &spec, toy)
		assert.Equal(t, []string{"tx+ 00 00"}, toy.Ops(), "something to repeat is there from the start")
		assert.Equal(t, []string{"tx+ 00 00"}, after(350*time.Millisecond, toy))
		require.NoError(t, w.Output(vibrate(0, 9)))
		assert.Equal(t, []string{"tx+ 09 00"}, after(200*time.Millisecond, toy))
		assert.Equal(t, []string{"tx+ 09 00", "tx+ 09 00"}, after(500*time.Millisecond, toy))
		w.StopNow()
		synctest.Wait()
		assert.Equal(t, []string{"now tx 00 00"}, toy.Ops())
		assert.Empty(t, after(time.Second, toy), "nothing starts the toy again")
	})
}

func TestRepeatOfEachFeature(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := *each
		spec.Repeat = 300 * time.Millisecond
		toy := newToy()
		w := connect(t, &spec, toy)
		require.NoError(t, w.Output(vibrate(0, 9), vibrate(1, 8)))
		_ = after(100*time.Millisecond, toy)
		assert.Equal(t, []string{"tx 00 09", "tx 01 08"}, after(300*time.Millisecond, toy))
	})
}

func TestDelayedWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := &protocol.Spec{Name: "spray", Writes: func(_ *protocol.State, commands []device.Command) []protocol.Write {
			return []protocol.Write{{Data: []byte{1}}, {Data: []byte{2}, After: time.Second}}
		}}
		toy := newToy()
		w := connect(t, spec, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 01"}, after(999*time.Millisecond, toy))
		assert.Equal(t, []string{"tx 02"}, after(time.Millisecond, toy))
	})
}

func TestStopNowWritesBeforeItReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		hang := false
		toy.OnOp = func(ctx context.Context, op string) error {
			if hang && op[:3] != "now" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}
		w := connect(t, each, toy)
		w.StopNow()
		assert.Empty(t, toy.Ops(), "a toy that was never set going is left alone")
		require.NoError(t, w.Output(vibrate(0, 1)))
		require.NoError(t, w.Stop(nil, true, true))
		_ = after(time.Second, toy)
		w.StopNow()
		assert.Empty(t, toy.Ops(), "so is one that has taken its stop")
		hang = true
		require.NoError(t, w.Output(vibrate(0, 1)))
		synctest.Wait()
		toy.Ops()
		w.StopNow()
		assert.Equal(t, []string{"now tx 00 00", "now tx 01 00"}, toy.Ops())
	})
}

func TestStopComesBetweenSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		steps := &protocol.Spec{
			Name:   "steps",
			Packet: protocol.Bytes{protocol.Level0},
			Tick: &protocol.Tick{Make: func(s *protocol.State) ([]protocol.Write, bool) {
				return []protocol.Write{{Data: []byte{0xAA}}}, s.Level(0) != 0
			}},
		}
		toy := newToy()
		w := connect(t, steps, toy)
		n := 0
		toy.OnOp = func(_ context.Context, op string) error {
			if n++; n == 3 {
				assert.NoError(t, w.Stop(nil, true, false))
			}
			return nil
		}
		require.NoError(t, w.Output(vibrate(0, 9)))
		assert.Equal(t, []string{"tx 09", "tx AA", "tx AA", "tx 00", "tx AA"}, after(0, toy))
	})
}

func TestCloseStopsTheToyFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		assert.Equal(t, []string{"tx 00 01"}, after(0, toy))
		require.NoError(t, w.Output(vibrate(0, 2)))
		require.NoError(t, w.Close())
		assert.Equal(t, []string{"tx 00 00", "tx 01 00"}, toy.Ops(), "the command that waited for the gap never starts the toy")
		assert.ErrorIs(t, w.Output(vibrate(0, 1)), device.ErrDisconnected)
		assert.ErrorIs(t, w.Stop(nil, true, true), device.ErrDisconnected)
		require.NoError(t, w.Close())
	})
}

func TestCloseWaitsUntilTheStopIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		var written []string
		toy.OnOp = func(ctx context.Context, op string) error {
			select {
			case <-time.After(50 * time.Millisecond):
				written = append(written, op)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		w := connect(t, together, toy)
		require.NoError(t, w.Output(vibrate(0, 1)))
		require.NoError(t, w.Stop(nil, true, false))
		synctest.Wait()
		require.NoError(t, w.Close())
		assert.Equal(t, "tx+ 00 00", written[len(written)-1])
		assert.Len(t, toy.Ops(), len(written), "no write was given up")
	})
}

func TestCloseDoesNotWaitForAHungToy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		toy.OnOp = func(ctx context.Context, _ string) error { <-ctx.Done(); return ctx.Err() }
		w := connect(t, each, toy)
		start := time.Now()
		require.NoError(t, w.Close())
		assert.LessOrEqual(t, time.Since(start), 2*time.Second)
	})
}

func TestVanishedToyEndsEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		result := make(chan error, 1)
		go func() {
			_, err := w.Read(t.Context(), 2, device.Battery)
			result <- err
		}()
		synctest.Wait()
		require.NoError(t, toy.Close())
		<-w.Done()
		assert.ErrorIs(t, <-result, device.ErrDisconnected)
		assert.ErrorIs(t, w.Output(vibrate(0, 1)), device.ErrDisconnected)
		w.StopNow()
	})
}

func TestRefusedCommandTakesNoneOfItsCompanions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := *each
		spec.Supports = func(_ *protocol.State, c device.Command) bool { return c.Feature == 0 }
		toy := newToy()
		w := connect(t, &spec, toy)
		var unsupported *worker.UnsupportedError
		require.ErrorAs(t, w.Output(vibrate(0, 1), vibrate(1, 1)), &unsupported)
		assert.Equal(t, "Duo can't do Vibrate with its feature 1", unsupported.Error())
		assert.Empty(t, after(time.Second, toy))
		require.NoError(t, w.Stop(nil, true, true))
		assert.Equal(t, []string{"tx 00 00"}, after(0, toy), "a stop leaves out what the protocol can't do")
	})
}

func TestBattery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toy := newToy()
		w := connect(t, each, toy)
		for _, c := range []struct {
			answer []byte
			want   int32
		}{{[]byte{85}, 85}, {[]byte{200, 1}, 100}, {[]byte{0}, 0}} {
			toy.Answer(device.RxBLEBattery, c.answer)
			v, err := w.Read(t.Context(), 2, device.Battery)
			require.NoError(t, err)
			assert.Equal(t, c.want, v)
		}
		toy.Answer(device.RxBLEBattery, []byte{})
		_, err := w.Read(t.Context(), 2, device.Battery)
		require.ErrorIs(t, err, worker.ErrEmptyReading)
		toy.Answer(device.RxBLEBattery, nil)
		toy.OnOp = func(ctx context.Context, _ string) error { <-ctx.Done(); return context.Cause(ctx) }
		start := time.Now()
		_, err = w.Read(t.Context(), 2, device.Battery)
		require.ErrorIs(t, err, device.ErrTimeout)
		assert.Equal(t, worker.ReadTimeout, time.Since(start))
		var unsupported *worker.UnsupportedError
		_, err = w.Read(t.Context(), 9, device.Battery)
		require.ErrorAs(t, err, &unsupported)
		_, err = w.Read(t.Context(), 2, device.RSSI)
		require.ErrorAs(t, err, &unsupported)
	})
}

func TestSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		spec := *each
		spec.Notify = &protocol.Notify{Endpoint: device.Rx, Parse: func(_ *protocol.State, data []byte) (r []protocol.Reading) {
			for i, b := range data {
				r = append(r, protocol.Reading{Feature: uint32(i), Type: device.Pressure, Value: int32(b)})
			}
			return r
		}}
		toy := newToy()
		w := connect(t, &spec, toy)
		var got []string
		hear := func(who string) func(int32) {
			return func(v int32) { got = append(got, fmt.Sprint(who, " ", v)) }
		}
		require.NoError(t, w.Subscribe(t.Context(), 0, device.Pressure, "a", hear("a")))
		require.NoError(t, w.Subscribe(t.Context(), 1, device.Pressure, "b", hear("b")))
		assert.Equal(t, []string{"subscribe rx"}, toy.Ops(), "one GATT subscription for all")
		toy.Notify(device.Rx, []byte{1, 2})
		toy.Notify(device.Rx, []byte{1, 3})
		toy.Notify(device.Rx, nil)
		toy.Notify(device.Rx, []byte{1, 255, 7, 7})
		assert.Equal(t, []string{"a 1", "b 2", "b 3", "b 100"}, got, "only what changed, within the range")
		require.NoError(t, w.Unsubscribe(t.Context(), 0, device.Pressure, "a"))
		require.NoError(t, w.Unsubscribe(t.Context(), 0, device.Pressure, "a"))
		assert.Empty(t, toy.Ops())
		require.NoError(t, w.Stop(nil, false, true))
		synctest.Wait()
		assert.Equal(t, []string{"unsubscribe rx"}, toy.Ops())
		toy.Notify(device.Rx, []byte{7, 7})
		assert.Len(t, got, 4)
	})
}

func TestConnectFails(t *testing.T) {
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		spec   protocol.Spec
		define error
		want   error
		text   string
	}{
		"unknown model":  {define: broken, want: broken, text: `as x: looking up the model "Duo" failed: broken`},
		"init":           {spec: protocol.Spec{Init: []protocol.Write{{To: "txmode", Data: []byte{1}}}}, want: device.ErrNoEndpoint, text: "initialisation"},
		"silent toy":     {spec: protocol.Spec{Identify: waitForever}, want: device.ErrTimeout, text: "finding out the model"},
		"wrong answer":   {spec: protocol.Spec{Start: func(context.Context, *protocol.Conversation) error { return protocol.ErrUnexpectedReply }}, want: protocol.ErrUnexpectedReply},
		"read time-out":  {spec: protocol.Spec{Start: readModel}, want: device.ErrTimeout},
		"out of context": {spec: protocol.Spec{Identify: waitLonger}, want: device.ErrTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c.spec.Name = "x"
				toy := newToy()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := worker.Connect(ctx, toy, device.Advertisement{Name: "Duo"}, &c.spec,
					func(string, string) (*device.Definition, error) { return twoMotors(), c.define }, worker.Options{})
				require.ErrorIs(t, err, c.want)
				assert.ErrorContains(t, err, c.text)
				<-toy.Done()
			})
		})
	}
}

func waitForever(ctx context.Context, c *protocol.Conversation) (string, error) {
	_, err := c.Next(ctx, time.Second)
	return "", err
}

func waitLonger(ctx context.Context, c *protocol.Conversation) (string, error) {
	_, err := c.Next(ctx, time.Hour)
	return "", err
}

func readModel(ctx context.Context, c *protocol.Conversation) error {
	_, err := c.Read(ctx, device.RxBLEBattery, 500*time.Millisecond)
	return err
}
