// Package backoff is how long to wait before something is tried again that was lost.
package backoff

import (
	"context"
	"time"
)

const (
	first   = 500 * time.Millisecond
	longest = 15 * time.Second
)

// Pause is the pause before a try, counted from 1: 500 ms, which double from try to try, up to
// 15 s.
func Pause(try int) time.Duration {
	pause := first
	for ; try > 1 && pause < longest; try-- {
		pause *= 2
	}
	return min(pause, longest)
}

// Sleep waits for d. It reports false if ctx has ended.
func Sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
