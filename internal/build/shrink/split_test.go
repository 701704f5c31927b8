package shrink

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// runParts runs a program that was split, as run does.
func runParts(t *testing.T, r *Result, env ...string) (out, crash string) {
	t.Helper()
	return node(t, env, "testdata/parts.cjs", support(t, "wasm_exec.js"), file(t, r.Module), file(t, r.Rest))
}

// A program waits for the rest wherever it comes to need it, once, and does the same as ever.
func TestPartsDoTheSame(t *testing.T) {
	module := compile(t, "stacks")
	want, _ := run(t, module)
	require.NotEmpty(t, want)
	for name, away := range map[string]func(name string) bool{
		"all of the program": func(name string) bool { return strings.HasPrefix(name, "main.") },
		"what is printed":    func(name string) bool { return strings.HasPrefix(name, "fmt.") },
		"a goroutine":        only("main.main.func1"),
		"deep in a stack":    only("main.deep"),
		"a deferred call":    only("main.caught.func1"),
		"a stack that grows": only("runtime.newstack", "runtime.copystack", "runtime.adjustframe"),
		"a collection":       only("runtime.gcStart", "runtime.gcMarkTermination", "runtime.gcDrain"),
		"a panic":            only("runtime.gopanic", "runtime.(*_panic).nextFrame"),
		"a nil pointer":      only("runtime.sigpanic"),
		"the last panic":     only("runtime.fatalpanic", "runtime.printpanics"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := Split(module, func(name string) bool { return !away(name) })
			require.NoError(t, err)
			for _, env := range []string{"GOGC=100", "GOGC=1"} {
				got, crash := runParts(t, r, env)
				assert.Equal(t, want, got)
				assert.Contains(t, crash, "panic: the end")
				assert.Equal(t, 1, strings.Count(crash, "waited\n"))
			}
		})
	}
}

func only(names ...string) func(string) bool {
	return func(name string) bool { return slices.Contains(names, name) }
}

// With all functions in the first part nothing waits, and the rest is nothing but stubs.
func TestPartsThatNeedNoRest(t *testing.T) {
	module := compile(t, "stacks")
	whole, err := Module(module)
	require.NoError(t, err)
	assert.Empty(t, whole.Rest)
	r, err := Split(module, func(string) bool { return true })
	require.NoError(t, err)
	want, _ := run(t, module)
	got, crash := runParts(t, r)
	assert.Equal(t, want, got)
	assert.NotContains(t, crash, "waited")
	assert.Less(t, len(r.Rest), len(r.Module)/20)
	assert.Less(t, len(r.Module), len(whole.Module)+300)
}
