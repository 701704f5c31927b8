package handshake

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestWatchdog(t *testing.T) {
	const limit = time.Second
	for _, tt := range []struct {
		name string
		feed []time.Duration // since the start
		want time.Duration   // when it expires
	}{
		{"never fed", nil, limit},
		{"fed once", []time.Duration{400 * time.Millisecond}, 1400 * time.Millisecond},
		{"fed at the last moment", []time.Duration{999 * time.Millisecond}, 1999 * time.Millisecond},
		{"fed often", []time.Duration{100 * time.Millisecond, 200 * time.Millisecond, 900 * time.Millisecond, 1800 * time.Millisecond}, 2800 * time.Millisecond},
		{"fed too late", []time.Duration{1001 * time.Millisecond}, limit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var expired []time.Duration
				w := NewWatchdog(limit, func() { expired = append(expired, time.Since(start)) })
				for _, at := range tt.feed {
					time.Sleep(time.Until(start.Add(at)))
					w.Feed()
				}
				time.Sleep(time.Until(start.Add(10 * limit)))
				synctest.Wait()
				assert.Equal(t, []time.Duration{tt.want}, expired)
			})
		})
	}
}

// Whoever could not run until after the limit has missed it, also when a ping is taken first.
func TestWatchdogIsNotFedAfterItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWatchdog(time.Second, func() {})
		w.Stop()
		w.stopped = false // a timer that has not had its turn
		time.Sleep(time.Second)
		w.Feed()
		assert.True(t, w.check())
	})
}

func TestWatchdogStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWatchdog(time.Second, func() { t.Error("expired") })
		time.Sleep(999 * time.Millisecond)
		w.Stop()
		w.Stop()
		w.Feed()
		time.Sleep(time.Hour)
	})
}

func TestWatchdogWithoutLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := NewWatchdog(0, func() { t.Error("expired") })
		w.Feed()
		time.Sleep(time.Hour)
		w.Stop()
	})
}

func TestKeepAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 1700*time.Millisecond)
		defer cancel()
		var pings []time.Duration
		err := KeepAlive(ctx, time.Second, func(context.Context) error {
			pings = append(pings, time.Since(start))
			return nil
		})
		assert.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, []time.Duration{500 * time.Millisecond, time.Second, 1500 * time.Millisecond}, pings)
	})
}

func TestKeepAliveFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		assert.ErrorIs(t, KeepAlive(t.Context(), time.Second, func(context.Context) error { return broken }), broken)
	})
}

func TestKeepAliveNotWanted(t *testing.T) {
	assert.NoError(t, KeepAlive(t.Context(), 0, func(context.Context) error {
		t.Error("pinged")
		return nil
	}))
}

func TestKeepAliveKeepsItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		pings := 0
		_ = KeepAlive(ctx, time.Millisecond, func(context.Context) error {
			pings++
			return nil
		})
		assert.LessOrEqual(t, pings, int(time.Second/minPingInterval))
	})
}

// The two ends together: a client that pings is never thrown out.
func TestKeepAliveFeedsWatchdog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const limit = 500 * time.Millisecond
		w := NewWatchdog(limit, func() { t.Error("expired") })
		defer w.Stop()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_ = KeepAlive(ctx, limit, func(context.Context) error {
			w.Feed()
			return nil
		})
	})
}
