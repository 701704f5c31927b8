package shrink

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
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
func run(t *testing.T, module []byte, env ...string) (out, crash string) {
	t.Helper()
	return node(t, env, support(t, "wasm_exec_node.js"), file(t, module))
}

// node runs a script in Node.js that fails at the end.
func node(t *testing.T, env []string, args ...string) (out, errors string) {
	t.Helper()
	cmd := exec.Command("node", append([]string{"--stack-size=8192"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	assert.Error(t, cmd.Run())
	return stdout.String(), stderr.String()
}

// support is a file of Go's JavaScript support.
func support(t *testing.T, name string) string {
	t.Helper()
	goroot, err := toolchain.Root(".")
	require.NoError(t, err)
	return filepath.Join(goroot, "lib", "wasm", name)
}

func file(t *testing.T, module []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "program.wasm")
	require.NoError(t, os.WriteFile(name, module, 0o644))
	return name
}

// ends are what the programs panic with at the end.
var ends = map[string]string{"stacks": "the end", "control": "the end", "types": "code 9"}

func TestProgramsDoTheSame(t *testing.T) {
	for _, program := range []string{"stacks", "control", "types"} {
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
				assert.Contains(t, crash, "panic: "+ends[program])

				// The garbage collector runs all the time, and checks that it marked all.
				got, crash = run(t, small.Module, "GOGC=1", "GODEBUG=gccheckmark=1")
				assert.Equal(t, want, got)
				assert.Contains(t, crash, "panic: "+ends[program])
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

// Where nothing reflects, the names of fields and of methods that nothing calls are gone, and those of types of
// values are not.
func TestTypesAreCleaned(t *testing.T) {
	in := compile(t, "types")
	small, err := Module(in)
	require.NoError(t, err)
	before, after := readModule(in), readMemoryOf(small.Module)
	require.False(t, before.reflects())
	for text, kept := range map[string]bool{"AppendFormat": false, "unseenField": false, "main.square": true, "main.failure": true} {
		assert.True(t, bytes.Contains(before.memory, []byte(text)), text)
		assert.Equal(t, kept, bytes.Contains(after, []byte(text)), text)
	}
	assert.True(t, readModule(compile(t, "control")).reflects())
}

// readMemoryOf returns what a module puts into its memory.
func readMemoryOf(b []byte) memory {
	r := &reader{b: b, p: len(magic)}
	for {
		id := r.byte()
		if payload := r.bytes(r.uint()); id == secData {
			return readMemory(payload)
		}
	}
}

// Each function that is left out, or keeps others, is one of this release of Go.
func TestUnusedAreFunctions(t *testing.T) {
	goroot, err := toolchain.Root(".")
	require.NoError(t, err)
	source := ""
	for _, folder := range []string{"runtime", "internal/synctest"} {
		files, err := filepath.Glob(filepath.Join(goroot, "src", folder, "*.go"))
		require.NoError(t, err)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			source += string(text)
		}
	}
	for _, u := range unused {
		for _, name := range slices.Concat(u.unless, u.functions) {
			receiver, method, isMethod := strings.Cut(name[strings.Index(name, ".")+1:], ".")
			if isMethod {
				assert.Regexp(t, `(?m)^func \(\w+ `+regexp.QuoteMeta(strings.Trim(receiver, "()"))+`\) `+method+`\(`, source, name)
			} else {
				assert.Regexp(t, `(?m)^func `+receiver+`\(`, source, name)
			}
		}
		// They must not have results, for nothing would write them.
		for _, name := range u.functions {
			method := name[strings.LastIndex(name, ".")+1:]
			assert.Regexp(t, `(?m)^func (\([^)]*\) )?`+method+`\(([^()]|\([^()]*\))*\) \{$`, source, name)
		}
	}
}
