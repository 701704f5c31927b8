package main

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/symbols"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

func TestCompile(t *testing.T) {
	small, table, err := whole.compile("../..", false)
	require.NoError(t, err)
	assert.Greater(t, len(table.Functions), 3000)
	plain, none, err := whole.compile("../..", true)
	require.NoError(t, err)
	assert.Nil(t, none)
	assert.Less(t, len(small), len(plain)*6/10)
	lone, _, err := remote.compile("../..", false)
	require.NoError(t, err)
	assert.Less(t, len(lone), len(small)*7/10)
}

// What a page that uses servers elsewhere only has no need of.
func TestTheRemoteModuleHasNoServer(t *testing.T) {
	deps := func(k kind) []string {
		list, err := toolchain.Go{Dir: "../..", Env: toolchain.Target}.Output("list", "-deps", "-tags", k.tags, "./wasm")
		require.NoError(t, err)
		return strings.Fields(list)
	}
	in, out := deps(whole), deps(remote)
	assert.Contains(t, out, "github.com/gobuttplug/gobuttplug/client")
	for _, name := range []string{"server", "protocol", "device/catalog", "device/simulated", "webbluetooth", "internal/worker", "internal/claim", "internal/legacy", "internal/inpage"} {
		assert.Contains(t, in, "github.com/gobuttplug/gobuttplug/"+name)
		assert.NotContains(t, out, "github.com/gobuttplug/gobuttplug/"+name)
	}
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
	for _, name := range []string{"gobuttplug.wasm", "gobuttplug-remote.wasm", "gobuttplug.mjs", symbols.File, "symbols-remote.json.gz", integrityFile} {
		assert.FileExists(t, filepath.Join(out, name))
	}
}
