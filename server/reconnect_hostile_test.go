package server

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// untilBack lets the first try to connect a toy again pass. It gives the last thing that the
// toy was told of its first feature.
func untilBack(t *testing.T, toy *fakeToy) (last string) {
	t.Helper()
	toy.took()
	time.Sleep(700 * time.Millisecond)
	synctest.Wait()
	require.True(t, toy.connected())
	for _, text := range toy.took() {
		if text[0] == '0' {
			last = text
		}
	}
	return last
}

func resuming(o Options) Options {
	o.Reconnect.Resume = true
	return o
}

// The levels of before are kept while a toy is away, whatever its limits do meanwhile.
func TestLevelsGoOnWithinTheLimitsOfNow(t *testing.T) {
	ramp := device.Unlimited()
	ramp.Ramp = 1
	half := device.Unlimited()
	half.Top = 0.5
	for name, tt := range map[string]struct {
		at    time.Duration // of the loss, since the command
		limit func(l *device.Limits)
		want  string
	}{
		"while it rises":        {100 * time.Millisecond, func(*device.Limits) {}, "0 Vibrate 1"}, // and on, in what follows
		"limits change then":    {2 * time.Second, func(l *device.Limits) { _ = l.Set("", half) }, "0 Vibrate 10"},
		"limits end then":       {100 * time.Millisecond, func(l *device.Limits) { _ = l.Set("", device.Unlimited()) }, "0 Vibrate 20"},
		"its owner forbids it":  {2 * time.Second, func(l *device.Limits) { off := half; off.Off = off.Off.With(device.Vibrate); _ = l.Set("", off) }, "0 Vibrate 0"},
		"its owner stops it":    {2 * time.Second, func(l *device.Limits) { l.Hold(device.Panic); l.Release(device.Panic) }, "0 Vibrate 0"},
		"its owner has stopped": {2 * time.Second, func(l *device.Limits) { l.Hold(device.Panic) }, "0 Vibrate 0"},
	} {
		t.Run(name, func(t *testing.T) {
			toy := newFakeToy("a")
			limits := device.NewLimits()
			require.NoError(t, limits.Set("", ramp))
			inBubble(t, resuming(Options{UserLimits: limits}), []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.localClient()
				c.ok(vibrate(0, 20))
				time.Sleep(tt.at)
				c.drop(toy)
				tt.limit(limits)
				last := untilBack(t, toy)
				if name == "while it rises" {
					assert.NotEqual(t, "0 Vibrate 0", last)
					time.Sleep(2 * time.Second)
					synctest.Wait()
					took := toy.took()
					require.NotEmpty(t, took)
					assert.Equal(t, "0 Vibrate 20", took[len(took)-1])
					return
				}
				assert.Equal(t, tt.want, last)
			})
		})
	}
}

// A client that is not heard of while its toy is away does not get it going when it is back.
func TestToyOfAClientThatPingedOutComesBackStill(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, resuming(Options{MaxPingTime: 300 * time.Millisecond}), []*fakeToy{toy}, func(t *testing.T, b *bench) {
		other, c := b.client(), b.localClient()
		c.ok(vibrate(0, 10))
		c.drop(toy)
		for range 4 {
			time.Sleep(100 * time.Millisecond)
			other.ok(&message.Ping{})
		}
		require.True(t, c.ended())
		toy.took()
		for range 4 {
			time.Sleep(100 * time.Millisecond)
			other.ok(&message.Ping{})
		}
		synctest.Wait()
		require.True(t, toy.connected())
		took := toy.took()
		assert.Contains(t, took, "0 Vibrate 0")
		assert.NotContains(t, took, "0 Vibrate 10")
	})
}

// A stop in the very moment in which a toy that is back is given its levels counts.
func TestStopWhileAToySettlesIn(t *testing.T) {
	for name, stop := range map[string]*message.StopCmd{
		"all": {Outputs: true}, "the toy": {Outputs: true, DeviceIndex: ptr(uint32(0))},
		"its feature": {Outputs: true, DeviceIndex: ptr(uint32(0)), FeatureIndex: ptr(uint32(0))},
	} {
		t.Run(name, func(t *testing.T) {
			toy := newFakeToy("a")
			var c *fakeClient
			away := false
			o := resuming(Options{Sent: func(_ uint32, commands []device.Command) {
				if away && len(commands) > 0 && commands[0].Value == 10 {
					away = false
					stop.SetMessageID(99)
					c.session.Handle(stop)
				}
			}})
			inBubble(t, o, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c = b.localClient()
				c.ok(vibrate(0, 10))
				c.drop(toy)
				away = true
				assert.Equal(t, "0 Vibrate 0", untilBack(t, toy))
				assert.False(t, away, "it was given its level")
			})
		})
	}
}

// What happens while a toy is being connected again does not leave one behind that runs or that
// nobody has.
func TestWhatEndsATryLeavesNoToy(t *testing.T) {
	for name, end := range map[string]func(b *bench, c *fakeClient){
		"the server closes":      func(b *bench, _ *fakeClient) { go b.srv.Close() },
		"the owner lets it go":   func(b *bench, _ *fakeClient) { b.srv.LetGo(0) },
		"the last client leaves": func(_ *bench, c *fakeClient) { c.session.Close() },
		"it is not to come back": func(b *bench, _ *fakeClient) { b.srv.SetReconnect(Reconnect{Off: true}) },
		"somebody else has it":   func(b *bench, _ *fakeClient) { b.srv.Release("a", errFake) },
	} {
		t.Run(name, func(t *testing.T) {
			toy := newFakeToy("a")
			inBubble(t, resuming(Options{}), []*fakeToy{toy}, func(t *testing.T, b *bench) {
				c := b.localClient()
				c.ok(vibrate(0, 10))
				arrived, goOn := make(chan struct{}), make(chan struct{})
				toy.change(func() {
					toy.connect = func(context.Context, []device.Service) error {
						close(arrived)
						<-goOn // a platform that does not give up
						return nil
					}
				})
				c.drop(toy)
				toy.took()
				<-arrived
				end(b, c)
				synctest.Wait()
				toy.change(func() { toy.connect = nil })
				close(goOn)
				time.Sleep(time.Minute)
				synctest.Wait()
				assert.False(t, toy.connected())
				assert.NotContains(t, toy.took(), "0 Vibrate 10")
			})
		})
	}
}

// forbids is settings that know only by its model that a toy is not to be used.
type forbids struct {
	*indexes
	known bool
}

func (f *forbids) Allowed(string) bool { return !f.known }

func (f *forbids) Apply(k device.Key, def *device.Definition) uint32 {
	f.known = true
	return f.indexes.Apply(k, def)
}

func TestToyThatIsKnownToBeForbiddenByItsModel(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{Settings: &forbids{indexes: newIndexes()}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		b.scanned()
		assert.Empty(t, b.devices())
		assert.False(t, toy.connected())
		assert.Empty(t, toy.took())
	})
}
