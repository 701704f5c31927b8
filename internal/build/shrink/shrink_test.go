package shrink

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// compile builds a program below testdata for js/wasm.
func compile(t testing.TB, program string, flags ...string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program.wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-o", file}, flags...)
	require.NoError(t, toolchain.Go{Env: toolchain.Target}.Run(append(args, "./testdata/"+program)...))
	module, err := os.ReadFile(file)
	require.NoError(t, err)
	return module
}

// run runs a program in Node.js until it panics, and returns what it prints before.
func run(t *testing.T, module []byte) (out, crash string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "program.wasm")
	require.NoError(t, os.WriteFile(file, module, 0o644))
	goroot, err := toolchain.Root(".")
	require.NoError(t, err)
	support := filepath.Join(goroot, "lib", "wasm", "wasm_exec_node.js")
	cmd := exec.Command("node", "--stack-size=8192", support, file)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	assert.Error(t, cmd.Run())
	return stdout.String(), stderr.String()
}

func TestProgramsDoTheSame(t *testing.T) {
	for _, program := range []string{"stacks", "control"} {
		for _, flag := range []string{"-gcflags=all=", "-gcflags=all=-l"} {
			t.Run(program+flag, func(t *testing.T) {
				t.Parallel()
				module := compile(t, program, flag)
				small, err := Module(module)
				require.NoError(t, err)
				assert.Less(t, len(small.Module), len(module)*6/10)

				want, _ := run(t, module)
				got, crash := run(t, small.Module)
				assert.NotEmpty(t, want)
				assert.Equal(t, want, got)
				assert.Contains(t, crash, "panic: the end")
			})
		}
	}
}

// What the runtime looks up must be what it was, with the values of PC_B that changed.
func TestTablesAreKept(t *testing.T) {
	module := compile(t, "stacks")
	before := readPclntab(readModule(module).memory)

	m := readModule(module)
	table := readPclntab(m.memory)
	table.write(m.memory).unpack(m.memory)
	after := readPclntab(m.memory)

	require.Equal(t, len(before.funcs), len(after.funcs))
	named := 0
	for n, was := range before.funcs {
		is := after.funcs[n]
		for kind := range was.data {
			assert.True(t, bytes.HasPrefix(is.data[kind], was.data[kind]), "%s: funcdata %d", was.name, kind)
		}
		if is.name != "" {
			named++
		}
		is.name, is.data = was.name, was.data
		assert.Equal(t, was, is)
	}
	assert.Positive(t, named)
	assert.Less(t, named, len(before.funcs)-100)
}

func TestModuleRefusesOthers(t *testing.T) {
	module := compile(t, "stacks")
	stripped := compile(t, "stacks", "-ldflags=-s")
	small, err := Module(module)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		module []byte
		says   string
	}{
		"empty":     {nil, "not a WebAssembly module"},
		"no wasm":   {[]byte("\x7fELF\x02\x01\x01\x00"), "not a WebAssembly module"},
		"cut":       {module[:len(module)/2], "ends early"},
		"no code":   {module[:8], "lacks code"},
		"no names":  {stripped, "without -s"},
		"once more": {small.Module, "start function"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Module(c.module)
			assert.ErrorIs(t, err, ErrModule)
			assert.ErrorContains(t, err, c.says)
		})
	}
}
