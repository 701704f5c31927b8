package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/symbols"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

func TestCompile(t *testing.T) {
	small, table, err := compile("../..", false)
	require.NoError(t, err)
	assert.Greater(t, len(table.Functions), 3000)
	plain, none, err := compile("../..", true)
	require.NoError(t, err)
	assert.Nil(t, none)
	assert.Less(t, len(small), len(plain)*6/10)
}

// The build needs Go and nothing else: Node.js, for one, is not on the PATH.
func TestBuildNeedsNothingButGo(t *testing.T) {
	goroot, err := toolchain.Root("../..")
	require.NoError(t, err)
	t.Setenv("PATH", filepath.Join(goroot, "bin"))
	_, err = exec.LookPath("node")
	require.ErrorIs(t, err, exec.ErrNotFound)
	out := filepath.Join(t.TempDir(), "dist")
	require.NoError(t, build("../..", out, false))
	for _, name := range []string{"gobuttplug.wasm", "gobuttplug.mjs", supportFile, symbols.File, integrityFile} {
		assert.FileExists(t, filepath.Join(out, name))
	}
}
