package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/safejs"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// The tests of the packages that do most in a page pass when they are compiled and shrunk
// as the module is.
func TestSuitesPassWhenSmall(t *testing.T) {
	const root = "../.."
	env, err := safejs.Workspace(root, t.TempDir())
	require.NoError(t, err)
	goroot, err := toolchain.Root(root)
	require.NoError(t, err)
	compiler := toolchain.Go{Dir: root, Env: append(env, toolchain.Target...)}
	for _, name := range []string{"client", "internal/jsonx", "message", "server", "worker"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "test.wasm")
			args := append([]string{"test", "-c", "-vet=off", "-buildvcs=false", "-o", file}, flags()...)
			require.NoError(t, compiler.Run(append(args, "./"+name)...))

			module, err := os.ReadFile(file)
			require.NoError(t, err)
			shrunk, _, err := shrink.Module(module)
			require.NoError(t, err)
			assert.Less(t, len(shrunk), len(module)*7/10)
			require.NoError(t, os.WriteFile(file, shrunk, 0o644))

			run := exec.Command("node", "--stack-size=8192", filepath.Join(goroot, "lib", "wasm", "wasm_exec_node.js"), file)
			run.Dir = filepath.Join(root, name)
			said, err := run.CombinedOutput()
			require.NoError(t, err, string(said))
			assert.Contains(t, string(said), "PASS")
		})
	}
}

func TestCompile(t *testing.T) {
	small, err := compile("../..", false)
	require.NoError(t, err)
	plain, err := compile("../..", true)
	require.NoError(t, err)
	assert.Less(t, len(small), len(plain)*6/10)
}
