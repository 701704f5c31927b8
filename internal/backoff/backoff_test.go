package backoff

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestPause(t *testing.T) {
	for try, want := range map[int]time.Duration{
		1: 500 * time.Millisecond, 2: time.Second, 5: 8 * time.Second, 6: 15 * time.Second, 1 << 30: 15 * time.Second,
	} {
		assert.Equal(t, want, Pause(try), "try %d", try)
	}
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begun := time.Now()
		assert.True(t, Sleep(ctx, 20*time.Second))
		assert.Equal(t, 20*time.Second, time.Since(begun))
		assert.False(t, Sleep(ctx, time.Hour))
		assert.Equal(t, time.Minute, time.Since(begun))
		assert.False(t, Sleep(ctx, 0))
	})
}
