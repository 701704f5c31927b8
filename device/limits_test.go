package device_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fakeToy takes down what it is told: "0 Vibrate 5", "stop [0]", "stop", "now".
type fakeToy struct {
	device.Toy // nothing else is asked of it
	mu         sync.Mutex
	told       []string
	err        error
}

func (f *fakeToy) Output(commands ...device.Command) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return f.err
	}
	for _, c := range commands {
		text := fmt.Sprintf("%d %s %d", c.Feature, c.Type, c.Value)
		if c.Duration > 0 {
			text += " " + c.Duration.String()
		}
		f.told = append(f.told, text)
	}
	return nil
}

func (f *fakeToy) Stop(features []uint32, outputs, inputs bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := "stop"
	if features != nil {
		text += fmt.Sprint(" ", features)
	}
	if !outputs {
		text += " inputs only"
	}
	f.told = append(f.told, text)
	return f.err
}

func (f *fakeToy) StopNow() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, "now")
}

// took returns what the toy was told since the last call.
func (f *fakeToy) took() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	told := f.told
	f.told = nil
	return told
}

// last is what the toy was told last.
func (f *fakeToy) last() string {
	told := f.took()
	if len(told) == 0 {
		return ""
	}
	return told[len(told)-1]
}

// model has a motor, a head that turns both ways, a stroker, a motor that the user's
// device settings limit to 5 to 15, a pump of five steps, and a second motor.
func model() *device.Definition {
	output := func(t device.OutputType, lo, hi int32) device.Output {
		return device.Output{Type: t, Range: device.Range{Min: lo, Max: hi}}
	}
	limited := output(device.Vibrate, 0, 20)
	limited.Limit = &device.Range{Min: 5, Max: 15}
	return &device.Definition{Name: "Toy", Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{output(device.Vibrate, 0, 20)}},
		{Index: 1, Outputs: []device.Output{output(device.Rotate, -20, 20)}},
		{Index: 2, Outputs: []device.Output{output(device.Position, 0, 100), output(device.HwPositionWithDuration, 0, 100), output(device.Oscillate, 0, 10)}},
		{Index: 3, Outputs: []device.Output{limited}},
		{Index: 4, Outputs: []device.Output{output(device.Constrict, 0, 5)}},
		{Index: 5, Outputs: []device.Output{output(device.Vibrate, 0, 100)}},
	}}
}

func command(feature uint32, t device.OutputType, value int32) device.Command {
	return device.Command{Feature: feature, Type: t, Value: value}
}

func vibrate(value int32) device.Command { return command(0, device.Vibrate, value) }

// rule changes Unlimited.
func rule(change func(*device.Rule)) device.Rule {
	r := device.Unlimited()
	change(&r)
	return r
}

func set(t *testing.T, l *device.Limits, toy string, change func(*device.Rule)) {
	t.Helper()
	require.NoError(t, l.Set(toy, rule(change)))
}

// guarded is a toy behind limits.
func guarded(t *testing.T) (*device.Limits, *device.Guard, *fakeToy) {
	l, toy := device.NewLimits(), &fakeToy{}
	g := l.Attach("aa:bb", model(), toy)
	t.Cleanup(g.Close)
	return l, g, toy
}

func TestLevels(t *testing.T) {
	top := func(x float64) func(*device.Rule) { return func(r *device.Rule) { r.Top = x } }
	for _, tt := range []struct {
		name    string
		rule    func(*device.Rule)
		command device.Command
		want    int32
	}{
		{"no limit", func(*device.Rule) {}, vibrate(20), 20},
		{"below the top", top(0.5), vibrate(7), 7},
		{"above the top", top(0.5), vibrate(20), 10},
		{"top between steps", top(0.59), vibrate(20), 11},
		{"top at a step that binary fractions miss", top(0.29), command(5, device.Vibrate, 100), 29},
		{"top 0", top(0), vibrate(20), 0},
		{"top below one step", top(0.1), command(4, device.Constrict, 5), 0},
		{"backwards", top(0.5), command(1, device.Rotate, -20), -10},
		{"within device settings", top(0.5), command(3, device.Vibrate, 15), 10},
		{"device settings and top 0", top(0), command(3, device.Vibrate, 15), 0},
		{"zero stays zero", func(r *device.Rule) { r.Floor = 0.3 }, vibrate(0), 0},
		{"below the floor", func(r *device.Rule) { r.Floor = 0.3 }, vibrate(1), 6},
		{"floor between steps", func(r *device.Rule) { r.Floor = 0.31 }, vibrate(1), 7},
		{"above the floor", func(r *device.Rule) { r.Floor = 0.3 }, vibrate(9), 9},
		{"floor within device settings", func(r *device.Rule) { r.Floor = 0.3 }, command(3, device.Vibrate, 6), 8},
		{"top beats the floor", func(r *device.Rule) { r.Floor, r.Top = 0.8, 0.25 }, vibrate(1), 5},
		{"stroke low end", func(r *device.Rule) { r.Low, r.High = 0.2, 0.6 }, command(2, device.Position, 0), 20},
		{"stroke middle", func(r *device.Rule) { r.Low, r.High = 0.2, 0.6 }, command(2, device.Position, 50), 40},
		{"stroke high end", func(r *device.Rule) { r.Low, r.High = 0.2, 0.6 }, command(2, device.HwPositionWithDuration, 100), 60},
		{"positions have no top", top(0.1), command(2, device.Position, 100), 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, g, toy := guarded(t)
			set(t, l, "", tt.rule)
			require.NoError(t, g.Output(tt.command))
			want := tt.command
			want.Value = tt.want
			assert.Equal(t, fmt.Sprintf("%d %s %d", want.Feature, want.Type, want.Value), toy.last())
		})
	}
}

// No command of any kind gets past the top, whatever the numbers.
func TestLevelsNeverPassTheLimits(t *testing.T) {
	for top := 0.0; top <= 1; top += 0.013 {
		for _, floor := range []float64{0, 0.2, 1} {
			l, g, toy := guarded(t)
			set(t, l, "", func(r *device.Rule) { r.Top, r.Floor = top, floor })
			for v := int32(-20); v <= 20; v++ {
				require.NoError(t, g.Output(command(1, device.Rotate, v)))
				var got int32
				_, err := fmt.Sscanf(toy.last(), "1 Rotate %d", &got)
				require.NoError(t, err)
				magnitude := float64(max(got, -got))
				assert.LessOrEqual(t, magnitude, top*20+1e-6, "top %v, floor %v, value %v", top, floor, v)
				if got != 0 {
					assert.GreaterOrEqual(t, magnitude, min(floor, top)*20-1, "top %v, floor %v, value %v", top, floor, v)
					assert.Equal(t, v < 0, got < 0)
				}
			}
		}
	}
}

func TestRulesOfAllAndOfOneAreBothKept(t *testing.T) {
	l, g, toy := guarded(t)
	set(t, l, "", func(r *device.Rule) { r.Top, r.Low, r.High = 0.5, 0.2, 0.8 })
	set(t, l, "Toy", func(r *device.Rule) { r.Top, r.Low, r.High = 0.8, 0.5, 1 })
	set(t, l, "aa:bb", func(r *device.Rule) { r.Floor = 0.4; r.Off = r.Off.With(device.Constrict) })
	set(t, l, "Other", func(r *device.Rule) { r.Top = 0 })
	require.NoError(t, g.Output(vibrate(20), command(1, device.Rotate, 1), command(2, device.Position, 100), command(4, device.Constrict, 5)))
	assert.Equal(t, []string{"0 Vibrate 10", "1 Rotate 8", "2 Position 80"}, toy.took())
}

func TestBoth(t *testing.T) {
	stroke := func(low, high float64) device.Rule {
		return rule(func(r *device.Rule) { r.Low, r.High = low, high })
	}
	assert.Equal(t, stroke(0.8, 0.8), stroke(0.5, 0.8).Both(stroke(0.9, 1)), "ranges apart")
	ramp := func(x float64) device.Rule { return rule(func(r *device.Rule) { r.Ramp = x }) }
	assert.Equal(t, ramp(0.5), ramp(0).Both(ramp(0.5)))
	assert.Equal(t, ramp(0.5), ramp(0.5).Both(ramp(2)))
	assert.Equal(t, device.Unlimited(), device.Unlimited().Both(device.Unlimited()))
}

func TestChangeAppliesToWhatRuns(t *testing.T) {
	l, g, toy := guarded(t)
	require.NoError(t, g.Output(vibrate(20), command(1, device.Rotate, -20), command(2, device.Position, 90)))
	toy.took()
	set(t, l, "", func(r *device.Rule) { r.Top, r.High = 0.5, 0.5 })
	assert.Equal(t, []string{"0 Vibrate 10", "1 Rotate -10"}, toy.took(), "a place is not left by itself")
	set(t, l, "", func(r *device.Rule) { r.Off = r.Off.With(device.Rotate) })
	assert.Equal(t, []string{"stop [1]", "0 Vibrate 20"}, toy.took(), "off, and back to what was asked for")
	require.NoError(t, g.Output(command(1, device.Rotate, 4)))
	assert.Empty(t, toy.took())
	set(t, l, "", func(*device.Rule) {})
	assert.Equal(t, []string{"0 Vibrate 20", "1 Rotate 4"}, toy.took())
	require.NoError(t, g.Stop([]uint32{0}, true, false))
	toy.took()
	set(t, l, "", func(r *device.Rule) { r.Floor = 0.5 })
	assert.Equal(t, []string{"1 Rotate 10"}, toy.took(), "what was stopped stays so")
	require.NoError(t, g.Stop(nil, false, true))
	assert.Equal(t, []string{"stop inputs only"}, toy.took())
	set(t, l, "", func(*device.Rule) {})
	assert.Equal(t, []string{"1 Rotate 4"}, toy.took())
}

func TestOutputsThatAreSwitchedOffStop(t *testing.T) {
	l, g, toy := guarded(t)
	require.NoError(t, g.Output(command(2, device.Oscillate, 4), command(2, device.Position, 90)))
	assert.Equal(t, []string{"2 Oscillate 4", "2 Position 90"}, toy.took())
	set(t, l, "", func(r *device.Rule) { r.Off = r.Off.With(device.Position) })
	assert.Equal(t, []string{"stop [2]", "2 Oscillate 4"}, toy.took(), "a move may be under way; the level goes on")
	require.NoError(t, g.Output(command(2, device.Position, 10), command(2, device.Oscillate, 5)))
	assert.Equal(t, []string{"2 Oscillate 5"}, toy.took())
	set(t, l, "", func(r *device.Rule) { r.Off = r.Off.With(device.Position).With(device.Oscillate) })
	assert.Equal(t, []string{"stop [2]"}, toy.took())
}

// levels takes the values of one output that the toy was told.
func levels(t *testing.T, toy *fakeToy, name string) []int {
	t.Helper()
	values := []int{}
	for _, text := range toy.took() {
		var v int
		_, err := fmt.Sscanf(text, name+" %d", &v)
		require.NoError(t, err, text)
		values = append(values, v)
	}
	return values
}

func TestRamp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp, r.Top = 0.5, 0.6 }) // 10 steps a second, up to 12
		require.NoError(t, g.Output(vibrate(20)))
		assert.Equal(t, []int{0}, levels(t, toy, "0 Vibrate"))
		time.Sleep(550 * time.Millisecond)
		assert.Equal(t, []int{1, 2, 3, 4, 5}, levels(t, toy, "0 Vibrate"))
		time.Sleep(10 * time.Second)
		assert.Equal(t, []int{6, 7, 8, 9, 10, 11, 12}, levels(t, toy, "0 Vibrate"))

		require.NoError(t, g.Output(vibrate(3)))
		assert.Equal(t, []int{3}, levels(t, toy, "0 Vibrate"), "down at once")
		require.NoError(t, g.Output(vibrate(5)))
		time.Sleep(time.Second)
		assert.Equal(t, []int{3, 4, 5}, levels(t, toy, "0 Vibrate"))
		require.NoError(t, g.Output(vibrate(20)))
		time.Sleep(350 * time.Millisecond)
		require.NoError(t, g.Stop(nil, true, true))
		assert.Equal(t, []string{"0 Vibrate 5", "0 Vibrate 6", "0 Vibrate 7", "0 Vibrate 8", "stop"}, toy.took())
		time.Sleep(10 * time.Second)
		assert.Empty(t, toy.took(), "a stop ends the ramp")
	})
}

func TestRampBeginsAtTheFloorAndReversalsBeginAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp, r.Floor = 0.5, 0.3 })
		rotate := func(v int32) device.Command { return command(1, device.Rotate, v) }
		require.NoError(t, g.Output(rotate(8)))
		time.Sleep(time.Second)
		assert.Equal(t, []int{6, 7, 8}, levels(t, toy, "1 Rotate"))
		require.NoError(t, g.Output(rotate(-8)))
		time.Sleep(time.Second)
		assert.Equal(t, []int{-6, -7, -8}, levels(t, toy, "1 Rotate"))
	})
}

// A game that asks for something else in each frame gets no further than one that asks once.
func TestRampHoldsAtAnyRateOfCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.25 }) // 5 steps a second
		start := time.Now()
		for i := range 500 {
			require.NoError(t, g.Output(vibrate(int32(10+i%10))))
			for _, v := range levels(t, toy, "0 Vibrate") {
				assert.LessOrEqual(t, float64(v), time.Since(start).Seconds()*5+1e-6)
			}
			time.Sleep(7 * time.Millisecond)
		}
		require.NoError(t, g.Output(vibrate(20)))
		time.Sleep(3 * time.Second)
		assert.Equal(t, "0 Vibrate 20", toy.last())
	})
}

func TestRampFollowsAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.5 })
		require.NoError(t, g.Output(vibrate(20)))
		time.Sleep(1010 * time.Millisecond)
		assert.Equal(t, "0 Vibrate 10", toy.last())
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.05 }) // a step a second
		time.Sleep(2500 * time.Millisecond)
		assert.Equal(t, []int{10, 11, 12}, slices.Compact(levels(t, toy, "0 Vibrate")))
		set(t, l, "", func(*device.Rule) {})
		assert.Equal(t, []int{20}, levels(t, toy, "0 Vibrate"))
	})
}

func TestHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.5 })
		require.NoError(t, g.Output(vibrate(20)))
		toy.took()
		l.Hold(device.Panic)
		assert.Equal(t, []string{"stop"}, toy.took())
		require.NoError(t, g.Output(vibrate(5), command(2, device.Position, 50)))
		time.Sleep(time.Second)
		set(t, l, "", func(*device.Rule) {})
		assert.Empty(t, toy.took(), "nothing moves")
		require.NoError(t, g.Stop(nil, true, true))
		assert.Equal(t, []string{"stop"}, toy.took(), "a stop still passes")

		late := &fakeToy{}
		g2 := l.Attach("cc", model(), late)
		t.Cleanup(g2.Close)
		require.NoError(t, g2.Output(vibrate(5)))
		assert.Empty(t, late.took(), "a toy that comes later is held too")

		l.HoldNow(device.Left)
		assert.Equal(t, []string{"now"}, toy.took())
		l.Release(device.Panic)
		assert.Equal(t, device.Left, l.Held())
		require.ErrorIs(t, g.Output(vibrate(5)), device.ErrLeft)
		assert.Empty(t, toy.took())
		l.Release(device.Left)
		assert.Zero(t, l.Held())
		time.Sleep(time.Second)
		assert.Empty(t, toy.took(), "nothing is made up for")
		require.NoError(t, g.Output(vibrate(5)))
		assert.Equal(t, []string{"0 Vibrate 5"}, toy.took())
	})
}

func TestStopNowEndsRamps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.5 })
		require.NoError(t, g.Output(vibrate(20)))
		g.StopNow()
		time.Sleep(time.Second)
		assert.Equal(t, []string{"0 Vibrate 0", "now"}, toy.took())
	})
}

func TestCloseEndsTheGuard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g, toy := guarded(t)
		set(t, l, "", func(r *device.Rule) { r.Ramp = 0.5 })
		require.NoError(t, g.Output(vibrate(20)))
		toy.took()
		g.Close()
		time.Sleep(time.Second)
		set(t, l, "", func(r *device.Rule) { r.Top = 0.1 })
		require.ErrorIs(t, g.Output(vibrate(20)), device.ErrDisconnected, "nothing is done, so it is no success")
		assert.Empty(t, toy.took())
		require.NoError(t, g.Stop(nil, true, true))
		assert.Equal(t, []string{"stop"}, toy.took())
	})
}

func TestWhatTheToyRefusesDoesNotCount(t *testing.T) {
	l, g, toy := guarded(t)
	toy.err = errors.New("gone")
	require.ErrorIs(t, g.Output(vibrate(20)), toy.err)
	l.Hold(device.Panic)
	require.ErrorIs(t, g.Output(vibrate(20)), toy.err, "held or not")
	l.Release(device.Panic)
	toy.err = nil
	toy.took()
	set(t, l, "", func(r *device.Rule) { r.Top = 0.5 })
	assert.Empty(t, toy.took())
	require.NoError(t, g.Output(command(9, device.Vibrate, 3), command(0, device.Spray, 1)))
	assert.Equal(t, []string{"9 Vibrate 3", "0 Spray 1"}, toy.took(), "the toy decides about what it has not")
}

func TestSetRefuses(t *testing.T) {
	for name, change := range map[string]func(*device.Rule){
		"toys.Toy.top":    func(r *device.Rule) { r.Top = 1.5 },
		"toys.Toy.floor":  func(r *device.Rule) { r.Floor = -1 },
		"toys.Toy.ramp":   func(r *device.Rule) { r.Ramp = 1000 },
		"toys.Toy.stroke": func(r *device.Rule) { r.Low, r.High = 0.5, 0.4 },
	} {
		l := device.NewLimits()
		var e *device.LimitError
		require.ErrorAs(t, l.Set("Toy", rule(change)), &e)
		assert.Equal(t, name, e.Path)
		assert.Equal(t, device.Unlimited(), l.Rule("Toy"))
	}
}

func TestLoad(t *testing.T) {
	l, g, toy := guarded(t)
	require.NoError(t, g.Output(vibrate(20)))
	toy.took()
	require.NoError(t, l.Load([]byte(`{"all":{"top":0.8,"ramp":0.5},
		"toys":{"Toy":{"top":0.5,"floor":0.1,"stroke":[0.1,0.9],"off":["Constrict","Spray"]}}}`)))
	assert.Equal(t, device.Rule{Top: 0.8, Ramp: 0.5, High: 1}, l.Rule(""))
	assert.Equal(t, device.Rule{Top: 0.5, Floor: 0.1, Low: 0.1, High: 0.9, Off: device.Types(0).With(device.Constrict).With(device.Spray)}, l.Rule("Toy"))
	assert.Equal(t, []string{"0 Vibrate 10"}, toy.took())
	require.NoError(t, l.Load([]byte(`{}`)))
	assert.Equal(t, device.Unlimited(), l.Rule(""))
	assert.Equal(t, device.Unlimited(), l.Rule("Toy"))
}

func TestLoadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                                    "limits: can't be read: invalid JSON at byte 1",
		`[]`:                                   "limits: limits is an array; it must be an object",
		`{"al":{}}`:                            `limits: al is not known; it must be "all" or "toys"`,
		`{"all":{"top":1.5}}`:                  "limits: all.top is 1.5; it must be a number from 0 to 1",
		`{"all":{"tpo":1}}`:                    `limits: all.tpo is not known; it must be "top", "floor", "ramp", "stroke" or "off"`,
		`{"all":{"floor":"a"}}`:                `limits: all.floor is "a"; it must be a number from 0 to 1`,
		`{"all":{"stroke":[0.5]}}`:             "limits: all.stroke is an array; it must be two numbers from 0 to 1, the lower one first",
		`{"all":{"stroke":[0.6,0.5]}}`:         "limits: all.stroke is an array; it must be two numbers from 0 to 1, the lower one first",
		`{"all":{"stroke":[0,1,1]}}`:           "limits: all.stroke is an array; it must be two numbers from 0 to 1, the lower one first",
		`{"toys":{"A":{"off":["Constrain"]}}}`: `limits: toys.A.off.0 is "Constrain"; it must be an output type such as "Constrict"`,
		`{"toys":{"":{}}}`:                     `limits: toys. is a toy too many, or has a name of a wrong length; it must be one of at most 1024, with a name of 1 to 256 bytes`,
	} {
		t.Run(text, func(t *testing.T) {
			l := device.NewLimits()
			set(t, l, "", func(r *device.Rule) { r.Top = 0.5 })
			err := l.Load([]byte(text))
			var e *device.LimitError
			require.ErrorAs(t, err, &e)
			assert.Contains(t, err.Error(), want)
			assert.Equal(t, 0.5, l.Rule("").Top, "nothing has changed")
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(`{"all":{"top":0.8,"ramp":0.5},"toys":{"Toy":{"stroke":[0.1,0.9],"off":["Constrict"]}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		l := device.NewLimits()
		if l.Load(text) == nil {
			assert.NoError(t, l.Rule("").Check())
			assert.NoError(t, l.Rule("Toy").Check())
		}
	})
}

func BenchmarkOutput(b *testing.B) {
	l := device.NewLimits()
	g := l.Attach("aa:bb", model(), silentToy{})
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = g.Output(vibrate(int32(i % 20)))
	}
}

type silentToy struct{ device.Toy }

func (silentToy) Output(...device.Command) error  { return nil }
func (silentToy) Stop([]uint32, bool, bool) error { return nil }
func (silentToy) StopNow()                        {}

func TestWhatPassesAGuardIsObserved(t *testing.T) {
	toy, l := &fakeToy{}, device.NewLimits()
	require.NoError(t, l.Load([]byte(`{"all":{"top":0.5,"off":["Rotate"]}}`)))
	def := &device.Definition{Name: "Toy", Features: []device.Feature{
		{Index: 0, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}}},
		{Index: 1, Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Max: 20}}}},
	}}
	g := l.Attach("a", def, toy)
	defer g.Close()
	var seen []string
	g.Observe(func(commands []device.Command) {
		for _, c := range commands {
			seen = append(seen, fmt.Sprintf("%d %s %d", c.Feature, c.Type, c.Value))
		}
	})
	require.NoError(t, g.Output(device.Command{Feature: 0, Type: device.Vibrate, Value: 20}, device.Command{Feature: 1, Type: device.Rotate, Value: 20}))
	require.NoError(t, l.Load([]byte(`{"all":{"top":0.25,"off":["Rotate"]}}`)))
	require.NoError(t, g.Stop([]uint32{1}, true, false))
	require.NoError(t, g.Stop(nil, true, false))
	require.NoError(t, g.Stop(nil, true, false))
	assert.Equal(t, []string{"0 Vibrate 10", "0 Vibrate 5", "1 Rotate 0", "0 Vibrate 0"}, seen)

	seen, toy.err = nil, errors.New("gone")
	require.Error(t, g.Output(device.Command{Feature: 0, Type: device.Vibrate, Value: 20}))
	assert.Empty(t, seen, "the toy did not take it")
}
