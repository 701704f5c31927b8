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
	split, err := whole.compile("../..", false, false)
	require.NoError(t, err)
	size := len(split.module) + len(split.rest)
	assert.Less(t, len(split.module), size/2)
	plain, err := whole.compile("../..", true, false)
	require.NoError(t, err)
	assert.Nil(t, plain.table)
	assert.Less(t, size, len(plain.module)*6/10)
	lone, err := remote.compile("../..", false, false)
	require.NoError(t, err)
	assert.Less(t, len(lone.module), size*7/10)
	assert.Empty(t, lone.rest)
	traced, err := whole.compile("../..", false, true)
	require.NoError(t, err)
	assert.Empty(t, traced.rest)
	assert.Greater(t, len(traced.table.Functions), 3000)
	assert.Equal(t, traced.table, split.table, "in two parts it has the same program counters")

	first := firstFunctions()
	there := 0
	for _, f := range split.table.Functions {
		if first(f.Name) {
			there++
		}
	}
	assert.Greater(t, there, 500)
	assert.GreaterOrEqual(t, there, strings.Count(firstText, "\n")*95/100, "first.txt is out of date; run make first")
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
	require.NoError(t, build("../..", out, false, false))
	for _, name := range []string{"gobuttplug.wasm", "gobuttplug-remote.wasm", "gobuttplug.mjs", symbols.File, "symbols-remote.json.gz", integrityFile} {
		assert.FileExists(t, filepath.Join(out, name))
	}
}
