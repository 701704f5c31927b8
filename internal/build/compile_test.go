package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

// The tests of the packages that do most in a page pass when they are compiled and shrunk
// as the module is.
func TestSuitesPassWhenSmall(t *testing.T) {
	const root = "../.."
	dir := t.TempDir()
	small, err := lean.Prepare(root, dir)
	require.NoError(t, err)
	goroot, err := goCommand(root, "env", "GOROOT")
	require.NoError(t, err)
	for _, name := range []string{"client", "internal/jsonx", "message", "server", "worker"} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "test.wasm")
			args := append([]string{"test", "-c", "-vet=off", "-buildvcs=false", "-o", file}, small.Flags...)
			build := exec.Command("go", append(args, "./"+name)...)
			build.Dir = root
			build.Env = append(os.Environ(), small.Env...)
			said, err := build.CombinedOutput()
			require.NoError(t, err, string(said))

			module, err := os.ReadFile(file)
			require.NoError(t, err)
			shrunk, _, err := shrink.Module(module)
			require.NoError(t, err)
			assert.Less(t, len(shrunk), len(module)*7/10)
			require.NoError(t, os.WriteFile(file, shrunk, 0o644))

			run := exec.Command("node", "--stack-size=8192", filepath.Join(goroot, "lib", "wasm", "wasm_exec_node.js"), file)
			run.Dir = filepath.Join(root, name)
			said, err = run.CombinedOutput()
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
