package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

const root = "../../.."

func TestNoNewerRelease(t *testing.T) {
	said, err := report(root, func(string) (string, error) { return toolchain.Release, nil })
	require.NoError(t, err)
	assert.Contains(t, said, "is the newest release")
}

// The release before has another layout, which shows what a new one would say.
func TestReleaseThatDoesNotFit(t *testing.T) {
	troubles, err := try(root, "go1.26.8")
	require.NoError(t, err)
	said := strings.Join(troubles, "; ")
	assert.Contains(t, said, "shrink: ")
	assert.NotContains(t, said, "\n")

	troubles, err = try(root, toolchain.Release)
	require.NoError(t, err)
	assert.Empty(t, troubles)
}

func TestCannotLook(t *testing.T) {
	_, err := toolchain.Root(root) // so that the release is there
	require.NoError(t, err)
	t.Setenv("GOPROXY", "off")
	_, err = report(root, newest)
	assert.ErrorIs(t, err, ErrLook)
	_, err = try(root, "go1.99.9")
	assert.ErrorIs(t, err, ErrLook)
}
