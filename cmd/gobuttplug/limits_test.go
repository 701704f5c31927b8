//go:build !js

package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

func limitsFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "limits.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestLimitsFromAFile(t *testing.T) {
	allowed, err := readLimits(limitsFile(t, `{"all":{"top":0.5},"toys":{"Simulated Stroker":{"stroke":[0.2,0.8]}}}`))
	require.NoError(t, err)
	assert.Equal(t, 0.5, allowed.Rule("").Top)
	assert.Equal(t, 0.2, allowed.Rule("Simulated Stroker").Low)

	allowed, err = readLimits("")
	require.NoError(t, err)
	assert.Equal(t, device.Unlimited(), allowed.Rule(""))
}

func TestLimitsThatCantBeReadEndTheServer(t *testing.T) {
	for _, file := range []string{limitsFile(t, `{"all":{"top":2}}`), limitsFile(t, "{"), "no such file"} {
		var stderr lockedBuffer
		assert.NotZero(t, run(t.Context(), []string{"serve", "--port", "0", "--limits", file}, io.Discard, &stderr))
		assert.Contains(t, stderr.String(), "--limits "+file)
	}
	_, err := readLimits(limitsFile(t, `{"all":{"top":2}}`))
	assert.ErrorContains(t, err, "limits: all.top is 2; it must be a number from 0 to 1")
}
