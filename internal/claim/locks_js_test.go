//go:build js && wasm

package claim

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWebLocks(t *testing.T) {
	t.Cleanup(requests.Wait)
	never := func() { t.Error("lost") }
	release, err := WebLocks{}.Take(t.Context(), "test:toy", false, never)
	require.NoError(t, err)
	_, err = WebLocks{}.Take(t.Context(), "test:toy", false, never)
	require.ErrorIs(t, err, ErrTaken)
	other, err := WebLocks{}.Take(t.Context(), "test:other", false, never)
	require.NoError(t, err)
	other()

	release()
	lost := make(chan struct{})
	release, err = WebLocks{}.Take(t.Context(), "test:toy", false, func() { close(lost) })
	require.NoError(t, err, "it is free again, though the browser is told only now")
	stolen, err := WebLocks{}.Take(t.Context(), "test:toy", true, never)
	require.NoError(t, err)
	<-lost
	release()
	_, err = WebLocks{}.Take(t.Context(), "test:toy", false, never)
	require.ErrorIs(t, err, ErrTaken, "giving up what was lost does not free it")
	stolen()
}

func TestWebLocksGiveUp(t *testing.T) {
	t.Cleanup(requests.Wait)
	release, err := WebLocks{}.Take(t.Context(), "test:toy", false, func() {})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = WebLocks{}.Take(ctx, "test:toy", false, func() {})
	require.ErrorIs(t, err, context.Canceled)
	release()
	again, err := WebLocks{}.Take(t.Context(), "test:toy", false, func() {})
	require.NoError(t, err, "who gave up does not have it")
	assert.NotNil(t, again)
	again()
}
