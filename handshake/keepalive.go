package handshake

import (
	"context"
	"sync"
	"time"
)

// Watchdog tells a server when a client has missed its ping. It is made by NewWatchdog, and its
// methods may be called from any goroutine.
type Watchdog struct {
	limit   time.Duration
	expired func()

	mu      sync.Mutex
	due     time.Time
	timer   *time.Timer
	stopped bool // by Stop, or because it has expired
}

// NewWatchdog starts a watchdog. When limit has passed since the start or the last Feed, it calls
// expired once, in a goroutine of its own, and ends. With a limit of 0 or less it never expires.
// Stop it when the session has ended.
func NewWatchdog(limit time.Duration, expired func()) *Watchdog {
	w := &Watchdog{limit: limit, expired: expired}
	if limit <= 0 {
		w.stopped = true
		return w
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = time.Now().Add(limit)
	w.timer = time.AfterFunc(limit, w.fire)
	return w
}

// Feed gives the client its whole limit again. If that has passed, it comes too late, even if
// expired was not called yet: after the thread of a page has hung, the ping and the end of the
// limit come up together. It costs no timer operation.
func (w *Watchdog) Feed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if now := time.Now(); !w.stopped && now.Before(w.due) {
		w.due = now.Add(w.limit)
	}
}

// Stop ends the watchdog. It does not wait: expired may still be called if the limit had passed
// before.
func (w *Watchdog) Stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.stopped {
		w.stopped = true
		w.timer.Stop()
	}
}

func (w *Watchdog) fire() {
	if w.check() {
		w.expired()
	}
}

// check reports whether the limit has passed; if not, it looks again when it could have.
func (w *Watchdog) check() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return false
	}
	if left := time.Until(w.due); left > 0 {
		w.timer.Reset(left)
		return false
	}
	w.stopped = true
	return true
}

// minPingInterval keeps a server that asks for an absurd ping time from making the client
// do nothing else.
const minPingInterval = 5 * time.Millisecond

// KeepAlive calls ping twice in each maxPingTime, as a server asks of its clients, until ping
// fails or ctx ends, and returns the error of either. With a maxPingTime of 0 or less the server
// wants no pings, and KeepAlive returns nil at once.
//
// Ping should send a Ping without waiting for the answer, so that a slow answer does not delay
// the next one.
func KeepAlive(ctx context.Context, maxPingTime time.Duration, ping func(context.Context) error) error {
	if maxPingTime <= 0 {
		return nil
	}
	ticker := time.NewTicker(max(maxPingTime/2, minPingInterval))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		if err := ping(ctx); err != nil {
			return err
		}
	}
}
