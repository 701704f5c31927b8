package turns

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
)

// waiting begins a second Take while an operation has the turn. It gives what comes of it.
func waiting(ctx context.Context, turn chan struct{}, closing *atomic.Bool, done chan struct{}) <-chan error {
	turn <- struct{}{}
	result := make(chan error, 1)
	go func() { result <- Take(ctx, turn, closing, done) }()
	synctest.Wait()
	return result
}

func TestOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn, closing, done := make(chan struct{}, 1), &atomic.Bool{}, make(chan struct{})
		result := waiting(t.Context(), turn, closing, done)
		assert.Empty(t, result)
		<-turn
		assert.NoError(t, <-result)
		assert.Len(t, turn, 1)
	})
}

func TestWhoeverGivesUpLeavesTheTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn, closing, done := make(chan struct{}, 1), &atomic.Bool{}, make(chan struct{})
		why := errors.New("why")
		ctx, cancel := context.WithCancelCause(t.Context())
		result := waiting(ctx, turn, closing, done)
		cancel(why)
		assert.ErrorIs(t, <-result, why)
		<-turn
		assert.ErrorIs(t, Take(ctx, turn, closing, done), why, "also when it is free")
		assert.Empty(t, turn)
	})
}

func TestNoTurnAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turn, closing, done := make(chan struct{}, 1), &atomic.Bool{}, make(chan struct{})
		result := waiting(t.Context(), turn, closing, done)
		closing.Store(true)
		<-turn
		assert.ErrorIs(t, <-result, device.ErrDisconnected, "it is about to end")
		assert.Empty(t, turn)

		closing.Store(false)
		result = waiting(t.Context(), turn, closing, done)
		closing.Store(true)
		close(done)
		assert.ErrorIs(t, <-result, device.ErrDisconnected)
		assert.ErrorIs(t, Take(t.Context(), turn, closing, done), device.ErrDisconnected)
	})
}
