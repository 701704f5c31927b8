package lean

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = "../../.."

// goIn runs the go command for js/wasm.
func goIn(t *testing.T, dir string, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOOS=js", "GOARCH=wasm"), env...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

func TestPrepare(t *testing.T) {
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	b, err := Prepare(root, dir)
	require.NoError(t, err)

	file := filepath.Join(dir, "module.wasm")
	goIn(t, root, b.Env, append(append([]string{"build", "-trimpath", "-o", file}, b.Flags...), "./wasm")...)
	module, err := os.ReadFile(file)
	require.NoError(t, err)
	for name, linked := range map[string]bool{
		"syscall/js.Value.Call": true, safejs + ".Value.Call": true, "runtime.gopanic": true,
		"fmt.(*pp)": false, "reflect.Value": false, "internal/bisect.": false, "runtime.traceAdvance": false, "runtime.initMetrics": false,
	} {
		assert.Equal(t, linked, bytes.Contains(module, []byte("\x00"+name)), name)
	}

	after, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	assert.Equal(t, string(mod), string(after))

	// Whoever builds it, the module is the same.
	whole, err := filepath.Abs(root)
	require.NoError(t, err)
	for _, path := range []string{dir, whole} {
		assert.NotContains(t, string(module), path)
	}
}

// The tests of safejs pass with our changes, but one: it expects the wording of an older Go.
func TestSafejsStillWorks(t *testing.T) {
	dir := t.TempDir()
	_, err := patchSafejs(root, dir, map[string]string{})
	require.NoError(t, err)
	goroot, err := output(root, "go", "env", "GOROOT")
	require.NoError(t, err)
	node := filepath.Join(goroot, "lib", "wasm", "go_js_wasm_exec")
	goIn(t, filepath.Join(dir, "safejs"), nil, "test", "-exec", node, "-skip", "^TestCopyBytesError$", ".", "./internal/catch")
}

func TestUnknownRelease(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("GOTOOLCHAIN", "local")
	bin := filepath.Join(dir, "go")
	require.NoError(t, os.WriteFile(bin, []byte("#!/bin/sh\necho go1.27.1\n"), 0o755))
	t.Setenv("PATH", dir)
	_, err := Prepare(root, dir)
	assert.ErrorIs(t, err, ErrRelease)
	assert.ErrorContains(t, err, "go1.27.1 is not go1.26")
}

func TestPatchesMustFit(t *testing.T) {
	for name, c := range map[string]struct {
		change func(string) (string, error)
		source string
		want   string // "": an error
	}{
		"replaced":      {replace("a b", "c", "d", "e"), "x a b d", "x c e"},
		"missing":       {replace("a b", "c"), "x", ""},
		"twice":         {replace("a b", "c"), "a b a b", ""},
		"skipped":       {skip("f"), "func f(n int) {\n\tg()\n}\nfunc fg() {\n}\n", "func f(n int) {\n\treturn\n\tg()\n}\nfunc fg() {\n}\n"},
		"no such":       {skip("f"), "func g() {\n}\n", ""},
		"with result":   {skip("f"), "func f() int { return 1 }\n", ""},
		"becomes":       {become("stackerr.go.txt"), "x", "//go:build js && wasm\n"},
		"no such file":  {become("none"), "x", ""},
		"release moved": {ofGo[1].apply, "package runtime\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := c.change(c.source)
			if c.want == "" {
				assert.Error(t, err)
				return
			}
			require.NoError(t, err)
			assert.True(t, strings.HasPrefix(got, c.want), got)
		})
	}
}

func TestWithDefaults(t *testing.T) {
	for source, want := range map[string]string{
		"if debug.gctrace > 0 {":                      "if int32(0) > 0 {",
		"if debug.malloc && x {":                      "if false && x {",
		"if x || debug.gctrace == 0 {":                "if x || int32(0) == 0 {",
		"\tdebug.gctrace = 1":                         "\tdebug.gctrace = 1",
		"{name: \"gctrace\", value: &debug.gctrace},": "{name: \"gctrace\", value: &debug.gctrace},",
		"if debug.gctraces > 0 {":                     "if debug.gctraces > 0 {",
		"if debug.cgocheck > 0 {":                     "if debug.cgocheck > 0 {",
		"x.debug.gctrace":                             "x.debug.gctrace",
	} {
		assert.Equal(t, want, withDefaults(source))
	}
}
