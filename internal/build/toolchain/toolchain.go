// Package toolchain runs the one release of Go that the module is made with. The module
// must not depend on the Go that happens to be installed, nor on settings of whoever builds
// it: the shrinker knows how one release compiles, and wasm_exec.js belongs to one release.
package toolchain

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Release is the release of Go that the module is made with, and whose wasm_exec.js runs
// it. An installed go command of another release fetches it as it fetches modules.
const Release = "go1.27.4"

var (
	// ErrNoGo is returned if there is no go command.
	ErrNoGo = errors.New("there is no go command; install Go, and put it on the PATH")
	// ErrTooOld is returned if the go command can't fetch another release.
	ErrTooOld = errors.New("the go command is too old to fetch " + Release + "; install Go 1.26 or newer")
	// ErrUnavailable is returned if the release can't be fetched.
	ErrUnavailable = errors.New(Release + ", which makes the module, is not installed and can't be downloaded; " +
		"connect to the network, point GOPROXY to a module proxy that can be reached, or install that release")
	// ErrModule is returned if a Go module can't be fetched.
	ErrModule = errors.New("a Go module that the build needs is not in the module cache and can't be downloaded; " +
		"connect to the network, or point GOPROXY to a module proxy that can be reached")
	// ErrSupport is returned if wasm_exec.js is not that of the release.
	ErrSupport = errors.New("this is not the wasm_exec.js of " + Release)
)

// Target makes the go command compile for web pages.
var Target = []string{"GOOS=js", "GOARCH=wasm"}

// Go runs the go command of the release in one folder.
type Go struct {
	Dir string   // where it runs
	Env []string // "name=value"; later ones count
}

// environ leaves nothing to chance that changes what is compiled: each of these can be set
// in the environment, or for good with go env -w.
// The two experiments that are off, on by default, make programs faster that need much memory; off, the
// module is 2 % smaller and runs less code at its start.
func (g Go) environ() []string {
	fixed := []string{"GOTOOLCHAIN=" + Release, "GOFLAGS=-mod=readonly", "GOWORK=off", "GOEXPERIMENT=nogreenteagc,nosizespecializedmalloc", "GOWASM=", "GO111MODULE=on"}
	return append(append(os.Environ(), fixed...), g.Env...)
}

// Output runs the go command and returns what it prints, without space around it.
func (g Go) Output(args ...string) (string, error) {
	var said bytes.Buffer
	err := g.run(&said, args...)
	return strings.TrimSpace(said.String()), err
}

// Run runs the go command, and shows what it prints.
func (g Go) Run(args ...string) error { return g.run(os.Stdout, args...) }

func (g Go) run(stdout io.Writer, args ...string) error {
	var said bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = g.Dir, g.environ()
	cmd.Stdout, cmd.Stderr = stdout, &said
	err := cmd.Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound):
		return ErrNoGo
	}
	return fmt.Errorf("go %s: %w: %s", args[0], err, strings.TrimSpace(said.String()))
}

// Root makes sure that the release can be run, and returns its GOROOT.
func Root(dir string) (string, error) {
	said, err := Go{Dir: dir}.Output("env", "GOVERSION", "GOROOT")
	switch {
	case errors.Is(err, ErrNoGo):
		return "", err
	case err != nil:
		return "", fmt.Errorf("%w (%w)", ErrUnavailable, err)
	}
	version, root, _ := strings.Cut(said, "\n")
	if version != Release {
		return "", fmt.Errorf("%w (it is %s)", ErrTooOld, version)
	}
	return root, nil
}

// Support returns wasm_exec.js, and an error unless it is the release's.
func Support(root, file string) ([]byte, error) {
	original := filepath.Join(root, "lib", "wasm", "wasm_exec.js")
	want, err := os.ReadFile(original)
	if err != nil {
		return nil, err
	}
	have, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(have, want) {
		return nil, fmt.Errorf("%s: %w; copy %s there", file, ErrSupport, original)
	}
	return have, nil
}
