package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

// cold are packages that are rarely run and large: their calls are not inlined.
var cold = []string{"device/...", "legacy", "protocol/...", "server", "simulated", "webbluetooth", "websocket"}

const modulePath = "github.com/gobuttplug/gobuttplug"

// compile makes the WebAssembly module. A plain one is as the toolchain makes it: twice as
// large, but a crash tells functions and lines.
func compile(root string, plain bool) ([]byte, error) {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if !plain {
		module, err := compileSmall(root, dir)
		if !errors.Is(err, lean.ErrRelease) {
			return module, err
		}
		fmt.Fprintln(os.Stderr, "build: the module will be large:", err)
	}
	return goBuild(root, dir, []string{"GOOS=js", "GOARCH=wasm"})
}

// compileSmall compiles what a page can use of the program, and shrinks that.
func compileSmall(root, dir string) ([]byte, error) {
	small, err := lean.Prepare(root, dir)
	if err != nil {
		return nil, err
	}
	flags := small.Flags
	for _, packages := range cold {
		flags = append(flags, "-gcflags="+modulePath+"/"+packages+"=-l")
	}
	module, err := goBuild(root, dir, small.Env, flags...)
	if err != nil {
		return nil, err
	}
	module, _, err = shrink.Module(module)
	return module, err
}

func goBuild(root, dir string, env []string, flags ...string) ([]byte, error) {
	file := filepath.Join(dir, "gobuttplug.wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-o", file}, flags...)
	cmd := exec.Command("go", append(args, "./wasm")...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compile the module: %w", err)
	}
	return os.ReadFile(file)
}
