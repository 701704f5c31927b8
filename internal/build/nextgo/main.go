// Command nextgo looks for a release of Go that is newer than the one that makes the
// module, and says in one line what of it the build does not fit:
//
//	go -C internal/build run ./nextgo
//
// A release that does not fit is no failure: the build has its own. Not being able to look
// is one.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/version"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// ErrLook is returned if the newest release can't be had.
var ErrLook = errors.New("the newest release of Go can't be looked up; connect to the network, or point GOPROXY to a module proxy that can be reached")

func main() {
	said, err := report("../..", newest)
	if err != nil {
		fmt.Fprintln(os.Stderr, "nextgo:", err)
		os.Exit(1)
	}
	fmt.Println(said)
}

// newest asks the module proxy for the newest release.
func newest(root string) (string, error) {
	said, err := toolchain.Go{Dir: root}.Output("list", "-m", "-f", "{{.Version}}", "go@latest")
	if err != nil {
		return "", fmt.Errorf("%w (%w)", ErrLook, err)
	}
	release := "go" + strings.TrimPrefix(said, "go")
	if !version.IsValid(release) {
		return "", fmt.Errorf("%w (%q is no release)", ErrLook, said)
	}
	return release, nil
}

// report says in one line how the newest release fits.
func report(root string, newest func(string) (string, error)) (string, error) {
	release, err := newest(root)
	if err != nil {
		return "", err
	}
	if version.Compare(release, toolchain.Release) <= 0 {
		return release + " is the newest release of Go; the module is made with " + toolchain.Release, nil
	}
	troubles, err := try(root, release)
	if err != nil {
		return "", err
	}
	if len(troubles) == 0 {
		troubles = []string{"it fits: set toolchain.Release, and run all tests"}
	}
	return release + " is newer than " + toolchain.Release + ", which makes the module: " + strings.Join(troubles, "; "), nil
}

// try compiles and shrinks the module with another release, and compares wasm_exec.js.
func try(root, release string) (troubles []string, err error) {
	compiler := toolchain.Go{Dir: root, Env: append([]string{"GOTOOLCHAIN=" + release}, toolchain.Target...)}
	goroot, err := compiler.Output("env", "GOROOT")
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%w)", release, ErrLook, err)
	}
	if _, err := toolchain.Support(goroot, filepath.Join(root, "web", "wasm_exec.js")); err != nil {
		if !errors.Is(err, toolchain.ErrSupport) {
			return nil, err
		}
		troubles = append(troubles, "its wasm_exec.js is another")
	}
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "gobuttplug.wasm")
	if err := compiler.Run("build", "-trimpath", "-buildvcs=false", "-o", file, "./wasm"); err != nil {
		return append(troubles, "the module does not compile: "+oneLine(err)), nil
	}
	module, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if _, err := shrink.Module(module); err != nil {
		troubles = append(troubles, oneLine(err))
	}
	return troubles, nil
}

func oneLine(err error) string {
	return string(bytes.Join(bytes.Fields([]byte(err.Error())), []byte(" ")))
}
