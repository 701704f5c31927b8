//go:build suites

package suites

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

const root = "../../.."

// excluded are packages whose tests may fail in Node.js, and why. Where they pass as the
// toolchain makes them, they have to pass when they are shrunk, too.
var excluded = map[string]string{
	"internal/architecture": "runs the go command, which WebAssembly can't",
	"internal/claim":        "needs navigator.locks, which Node.js has since release 24",
	"webbluetooth":          "needs navigator, which Node.js has since release 21",
}

// stress makes the garbage collector run all the time, and check that it marked all.
var stress = []string{"GOGC=1", "GODEBUG=gccheckmark=1"}

// Every suite that passes in Node.js as the toolchain makes it passes when it is compiled
// and shrunk as the module is, with the garbage collector under stress. As the toolchain
// makes it, it is only run where it may fail, and where the small one did, to tell whose
// fault it is.
func TestSuitesPassWhenSmall(t *testing.T) {
	dir := t.TempDir()
	env, err := lean.Workspace(root, dir)
	require.NoError(t, err)
	small := toolchain.Go{Dir: root, Env: append(env, toolchain.Target...)}
	plain := toolchain.Go{Dir: root, Env: toolchain.Target}
	list, err := plain.Output("list", "-f", "{{if or .TestGoFiles .XTestGoFiles}}{{.Dir}}{{end}}", "./...")
	require.NoError(t, err)
	whole, err := filepath.Abs(root)
	require.NoError(t, err)
	folders := strings.Fields(list)
	require.Greater(t, len(folders), 20)
	known := 0
	for _, folder := range folders {
		name, err := filepath.Rel(whole, folder)
		require.NoError(t, err)
		name = filepath.ToSlash(name)
		reason := excluded[name]
		if reason != "" {
			known++
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if reason != "" {
				if _, err := run(t, folder, build(t, plain, name), nil); err != nil {
					t.Log("not in this Node.js: it", reason)
					return
				}
			}
			module := build(t, small, name)
			shrunk, err := shrink.Module(module)
			require.NoError(t, err)
			assert.Less(t, len(shrunk.Module), len(module)*7/10)
			said, err := run(t, folder, shrunk.Module, stress)
			if err != nil {
				_, unchanged := run(t, folder, build(t, plain, name), nil)
				require.NoError(t, err, "as the toolchain makes it: %v\n%s", unchanged, said)
			}
			assert.Contains(t, said, "PASS")
		})
	}
	assert.Equal(t, len(excluded), known, "an excluded package is gone")
}

// build compiles the tests of a package.
func build(t *testing.T, compiler toolchain.Go, name string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "test.wasm")
	require.NoError(t, compiler.Run("test", "-c", "-vet=off", "-buildvcs=false", "-o", file, "./"+name))
	module, err := os.ReadFile(file)
	require.NoError(t, err)
	return module
}

// run runs tests in Node.js and returns what they print.
func run(t *testing.T, folder string, module []byte, env []string) (string, error) {
	t.Helper()
	goroot, err := toolchain.Root(root)
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "test.wasm")
	require.NoError(t, os.WriteFile(file, module, 0o644))
	var said bytes.Buffer
	cmd := exec.Command("node", "--stack-size=8192", filepath.Join(goroot, "lib", "wasm", "wasm_exec_node.js"), file, "-test.timeout=3m")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &said, &said
	err = cmd.Run()
	return said.String(), err
}
