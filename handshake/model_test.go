package handshake

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// The model of a watchdog: it is due a limit after the start and after each Feed that came
// before it was; it expires once, then, unless Stop came before.
type watchdogModel struct {
	limit   time.Duration
	due     time.Time
	ended   bool
	expires []time.Time
}

// until takes the model to a moment.
func (m *watchdogModel) until(now time.Time) {
	if !m.ended && m.limit > 0 && !now.Before(m.due) {
		m.ended = true
		m.expires = append(m.expires, m.due)
	}
}

// Random schedules of Feed, silence and Stop: the watchdog expires when the model does.
func TestWatchdogIsAsItsModel(t *testing.T) {
	for seed := range uint64(150) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			limit := time.Duration(random.IntN(4)) * 250 * time.Millisecond // 0: it never expires
			var mu sync.Mutex
			var expired []time.Time
			m := watchdogModel{limit: limit, due: time.Now().Add(limit)}
			w := NewWatchdog(limit, func() {
				mu.Lock()
				defer mu.Unlock()
				expired = append(expired, time.Now())
			})
			for range 40 {
				switch random.IntN(20) {
				case 0:
					w.Stop()
					m.ended = true
				case 1, 2, 3:
					time.Sleep(time.Duration(random.Int64N(int64(2*limit) + 1))) // silence
				default:
					time.Sleep(time.Duration(random.Int64N(int64(limit)/2 + 1)))
				}
				synctest.Wait()
				m.until(time.Now())
				mu.Lock()
				require.Equal(t, m.expires, expired, "seed %d", seed)
				mu.Unlock()
				if random.IntN(3) > 0 {
					w.Feed()
					if !m.ended {
						m.due = time.Now().Add(limit)
					}
				}
			}
			w.Stop()
		})
	}
}

// The model of both ends together: the client pings every half of the ping time as long as
// it runs, each ping takes some time to arrive, and the server gives the client up a ping
// time after the last one that arrived. So a client is lost only when it stopped or when
// pings were late by more than the other half.
func TestBothEndsAreAsTheirModel(t *testing.T) {
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 2))
			limit := time.Duration(1+random.IntN(40)) * 50 * time.Millisecond
			begin := time.Now()
			stops := time.Duration(random.Int64N(int64(20 * limit))) // when the client freezes
			late := func() time.Duration {                           // most pings are on time
				if random.IntN(8) == 0 {
					return time.Duration(random.Int64N(int64(limit)))
				}
				return time.Duration(random.Int64N(int64(limit) / 4))
			}

			// What is to happen.
			want, last := time.Duration(0), time.Duration(0)
			var arrivals []time.Duration // one for each ping, in order: a connection keeps it
			for at := limit / 2; at < stops; at += limit / 2 {
				arrivals = append(arrivals, max(at+late(), last))
				last = arrivals[len(arrivals)-1]
			}
			due := limit
			for _, at := range arrivals {
				if at >= due {
					break
				}
				due = at + limit
			}
			want = due

			var expired []time.Duration
			w := NewWatchdog(limit, func() { expired = append(expired, time.Since(begin)) })
			ctx, cancel := context.WithDeadlineCause(t.Context(), begin.Add(stops), errors.New("frozen"))
			defer cancel()
			sent := 0
			err := KeepAlive(ctx, limit, func(context.Context) error {
				if sent < len(arrivals) {
					time.AfterFunc(time.Until(begin.Add(arrivals[sent])), w.Feed)
				}
				sent++
				return nil
			})
			require.Error(t, err)
			require.InDelta(t, len(arrivals), sent, 1, "seed %d", seed)
			time.Sleep(30 * limit)
			synctest.Wait()
			require.Equal(t, []time.Duration{want}, expired, "seed %d: limit %v, the client stops after %v", seed, limit, stops)
		})
	}
}
