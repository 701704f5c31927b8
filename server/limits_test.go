package server

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// limited is limits for all toys.
func limited(t *testing.T, change func(*device.Rule)) *device.Limits {
	t.Helper()
	l, r := device.NewLimits(), device.Unlimited()
	change(&r)
	require.NoError(t, l.Set("", r))
	return l
}

func TestLimitsHoldForEveryClient(t *testing.T) {
	toy := newFakeToy("a")
	l := limited(t, func(r *device.Rule) { r.Top = 0.5 })
	inBubble(t, Options{UserLimits: l}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 20))
		assert.Equal(t, []string{"0 Vibrate 10"}, toy.took())

		old := b.srv.OpenFrames(func([]byte) {})
		defer old.Close()
		old.Handle([]byte(`[{"RequestServerInfo":{"Id":1,"ClientName":"old","MessageVersion":1}}]`))
		old.Handle([]byte(`[{"VibrateCmd":{"Id":2,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":0.2},{"Index":1,"Speed":1}]}}]`))
		c.take()
		assert.Equal(t, []string{"0 Vibrate 4", "4 Vibrate 10"}, toy.took())
	})
}

func TestLimitsThatChangeReachAToyThatRuns(t *testing.T) {
	toy := newFakeToy("a")
	l := device.NewLimits()
	inBubble(t, Options{UserLimits: l}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 20))
		toy.took()
		require.NoError(t, l.Load([]byte(`{"toys":{"Fake Toy":{"top":0.25}}}`)))
		c.take()
		assert.Equal(t, []string{"0 Vibrate 5"}, toy.took())

		l.Hold(device.Panic)
		c.take()
		assert.Equal(t, all, toy.took())
		c.ok(vibrate(0, 20))
		assert.Empty(t, toy.took(), "held still")
		c.ok(&message.StopCmd{Outputs: true})
		assert.Equal(t, all, toy.took(), "a stop passes")
		l.Release(device.Panic)
		c.ok(vibrate(0, 3))
		assert.Equal(t, []string{"0 Vibrate 3"}, toy.took())
	})
}

func TestRampEndsWithTheSession(t *testing.T) {
	toy := newFakeToy("a")
	l := limited(t, func(r *device.Rule) { r.Ramp = 0.1 })
	inBubble(t, Options{UserLimits: l}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 20))
		c.session.Close()
		c.take()
		toy.took()
		time.Sleep(time.Minute)
		assert.Empty(t, toy.took())
	})
}

func TestRampEndsWithTheServer(t *testing.T) {
	toy := newFakeToy("a")
	l := limited(t, func(r *device.Rule) { r.Ramp = 0.1 })
	inBubble(t, Options{UserLimits: l}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		b.scanned().ok(vibrate(0, 20))
		require.NoError(t, b.srv.Close())
		time.Sleep(time.Minute)
		stopped := false
		for _, op := range toy.took() {
			zero := strings.HasSuffix(op, " 0")
			assert.False(t, stopped && !zero, "%s after the stop", op)
			stopped = stopped || zero
		}
		assert.True(t, stopped)
	})
}

func TestRelease(t *testing.T) {
	toys := []*fakeToy{newFakeToy("a"), newFakeToy("b")}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		c := b.scanned()
		c.ok(vibrate(0, 20))
		toys[0].took()
		why := errors.New("another tab took it")
		b.srv.Release("a", why)
		assert.Equal(t, all, toys[0].took())
		assert.False(t, toys[0].connected())
		assert.True(t, toys[1].connected())
		var told *message.Error
		for _, m := range c.take() {
			if e, ok := m.(*message.Error); ok {
				told = e
			}
		}
		require.ErrorIs(t, told, why)
		assert.Equal(t, "Device 0 (Fake Toy) was let go: another tab took it.", told.Text)
		b.srv.Release("a", why)
		assert.Empty(t, c.take(), "there is no such toy any more")
	})
}
