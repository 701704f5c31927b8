package simulated_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scan connects every toy that scanning finds, the way a server does.
func scan(t *testing.T, toys *simulated.Toys) map[string]*worker.Worker {
	t.Helper()
	known := toys.Catalog(nil)
	spec, ok := protocol.All().Lookup(simulated.Protocol)
	require.True(t, ok)
	workers := map[string]*worker.Worker{}
	started := 0
	require.NoError(t, toys.Scan(t.Context(), func() { started++ }, func(p device.Peripheral) {
		adv := p.Advertisement()
		matches := known.Match(&adv)
		require.Len(t, matches, 1)
		link, err := p.Connect(t.Context(), device.Wanted{Services: matches[0].Services})
		require.NoError(t, err)
		w, err := worker.Connect(t.Context(), link, adv, spec, func(name, id string) (*device.Definition, error) {
			def, ok := known.Define(name, id)
			if !ok {
				return nil, errors.New("unknown model " + id)
			}
			return def, nil
		}, worker.Options{})
		require.NoError(t, err)
		workers[w.Definition().Name] = w
	}))
	assert.Equal(t, 1, started)
	return workers
}

func closeAll(t *testing.T, workers map[string]*worker.Worker) {
	for _, w := range workers {
		require.NoError(t, w.Close())
	}
}

func TestTogetherTheyHaveEveryOutputAndInput(t *testing.T) {
	outputs, inputs := map[device.OutputType]bool{}, map[device.InputType]bool{}
	for _, s := range simulated.New().States() {
		for _, o := range s.Outputs {
			outputs[o.Type] = true
		}
		for _, in := range s.Inputs {
			inputs[in.Type] = true
		}
	}
	assert.Len(t, outputs, len(device.OutputTypes()))
	assert.Len(t, inputs, len(device.InputTypes()))
}

func TestEveryOutputShowsWhatItWasTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toys := simulated.New()
		var seen []simulated.State
		remove := toys.Observe(func(s simulated.State) { seen = append(seen, s) })
		workers := scan(t, toys)
		defer closeAll(t, workers)
		for _, before := range toys.States() {
			assert.True(t, before.Connected)
			for i, o := range before.Outputs {
				c := device.Command{Feature: o.Feature, Type: o.Type, Value: o.Range.Max}
				if o.Type == device.HwPositionWithDuration {
					c.Duration = 250 * time.Millisecond
				}
				require.NoError(t, workers[before.Name].Output(c))
				time.Sleep(time.Second)
				synctest.Wait()
				last := seen[len(seen)-1]
				assert.Equal(t, before.Name, last.Name)
				assert.Equal(t, c.Value, last.Outputs[i].Value, "%s %s", before.Name, o.Type)
				assert.Equal(t, c.Duration, last.Outputs[i].Duration)
			}
		}
		remove()
		was := len(seen)
		require.NoError(t, workers["Simulated Vibrator"].Stop(nil, true, true))
		synctest.Wait()
		assert.Len(t, seen, was)
		assert.Zero(t, toys.States()[0].Outputs[0].Value)
	})
}

func TestInputs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toys := simulated.New()
		workers := scan(t, toys)
		defer closeAll(t, workers)
		trainer := workers["Simulated Trainer"]
		for feature, want := range map[uint32]struct {
			input device.InputType
			value int32
		}{3: {device.RSSI, -60}, 4: {device.Battery, 85}} {
			v, err := trainer.Read(t.Context(), feature, want.input)
			require.NoError(t, err)
			assert.Equal(t, want.value, v)
		}
		require.NoError(t, toys.SetInput("Simulated Trainer", 4, device.Battery, 500))
		v, err := trainer.Read(t.Context(), 4, device.Battery)
		require.NoError(t, err)
		assert.EqualValues(t, 100, v, "limited to the range")

		var pressures, buttons []int32
		require.NoError(t, trainer.Subscribe(t.Context(), 1, device.Pressure, t, func(v int32) { pressures = append(pressures, v) }))
		require.NoError(t, trainer.Subscribe(t.Context(), 2, device.Button, t, func(v int32) { buttons = append(buttons, v) }))
		for _, v := range []int32{1200, 1200, 1300} {
			require.NoError(t, toys.SetInput("Simulated Trainer", 1, device.Pressure, v))
		}
		require.NoError(t, toys.SetInput("Simulated Trainer", 2, device.Button, 1))
		assert.Equal(t, []int32{1200, 1300}, pressures)
		assert.Equal(t, []int32{1}, buttons)

		require.ErrorIs(t, toys.SetInput("Nobody", 1, device.Pressure, 1), simulated.ErrUnknown)
		require.ErrorIs(t, toys.SetInput("Simulated Trainer", 1, device.Button, 1), simulated.ErrUnknown)
	})
}

func TestDroppedToyStopsAndIsFoundAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		toys := simulated.New(simulated.Models()[0])
		workers := scan(t, toys)
		w := workers["Simulated Vibrator"]
		require.NoError(t, w.Output(device.Command{Type: device.Vibrate, Value: 5}))
		synctest.Wait()
		assert.Empty(t, scan(t, toys), "a connected toy is not found")
		require.NoError(t, toys.Drop("Simulated Vibrator"))
		<-w.Done()
		state := toys.States()[0]
		assert.False(t, state.Connected)
		assert.Zero(t, state.Outputs[0].Value)
		require.ErrorIs(t, toys.Drop("Nobody"), simulated.ErrUnknown)
		closeAll(t, scan(t, toys))
	})
}

func TestDroppedToyIsOutOfReach(t *testing.T) {
	toys := simulated.New(simulated.Models()[0])
	var p device.Peripheral
	require.NoError(t, toys.Scan(t.Context(), func() {}, func(one device.Peripheral) { p = one }))
	require.NoError(t, toys.Drop("Simulated Vibrator"))
	_, err := p.Connect(t.Context(), device.Wanted{})
	require.ErrorIs(t, err, device.ErrDisconnected)
	require.NoError(t, toys.Return("Simulated Vibrator"))
	link, err := p.Connect(t.Context(), device.Wanted{})
	require.NoError(t, err)
	require.NoError(t, link.Close())
	require.ErrorIs(t, toys.Return("Nobody"), simulated.ErrUnknown)
}

func TestScanEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, simulated.New().Scan(ctx, func() {}, func(device.Peripheral) { t.Error("found a toy") }))
}
