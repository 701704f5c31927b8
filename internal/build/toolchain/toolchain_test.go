package toolchain

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const project = "../../.."

func TestRootIsThatOfTheRelease(t *testing.T) {
	t.Setenv("GOTOOLCHAIN", "local")
	root, err := Root(project)
	require.NoError(t, err)
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	require.NoError(t, err)
	assert.Contains(t, string(version), Release+"\n")
}

// No other Go is taken instead, whatever is wrong.
func TestNoOtherGo(t *testing.T) {
	installed, err := exec.LookPath("go")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		command string // the go command; "": there is none
		want    error
		says    string
	}{
		"none":        {"", ErrNoGo, "install Go"},
		"old":         {"echo go1.20.14; echo /usr/lib/go", ErrTooOld, "it is go1.20.14"},
		"no network":  {"GOMODCACHE=$(mktemp -d) GOTOOLCHAIN=go1.26.99 GOPROXY=off exec " + installed + ` "$@"`, ErrUnavailable, "GOPROXY"},
		"other error": {"echo disk full >&2; exit 1", ErrUnavailable, "disk full"},
	} {
		t.Run(name, func(t *testing.T) {
			bin := t.TempDir()
			if c.command != "" {
				require.NoError(t, os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\nPATH=/usr/bin:/bin\n"+c.command+"\n"), 0o755))
			}
			t.Setenv("PATH", bin)
			_, err := Root(project)
			assert.ErrorIs(t, err, c.want)
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func TestSupport(t *testing.T) {
	root, err := Root(project)
	require.NoError(t, err)
	file := filepath.Join(project, "web", "wasm_exec.js")
	text, err := Support(root, file)
	require.NoError(t, err)
	assert.Contains(t, string(text), "globalThis.Go")

	other := filepath.Join(t.TempDir(), "wasm_exec.js")
	require.NoError(t, os.WriteFile(other, append(text, '\n'), 0o644))
	_, err = Support(root, other)
	assert.ErrorIs(t, err, ErrSupport)
	assert.ErrorContains(t, err, filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
	_, err = Support(root, filepath.Join(t.TempDir(), "wasm_exec.js"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}
