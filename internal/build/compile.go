package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/safejs"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

const modulePath = "github.com/gobuttplug/gobuttplug"

// cold are packages that are large and rarely run: their functions are not copied into
// those that call them. Elsewhere that would cost time, and memory for each message.
var cold = []string{"device/...", "legacy", "protocol/...", "server", "simulated", "webbluetooth", "websocket"}

// flags are those of the go command for a small module.
func flags() (all []string) {
	for _, packages := range cold {
		all = append(all, "-gcflags="+modulePath+"/"+packages+"=-l")
	}
	return all
}

// compile makes the WebAssembly module. A plain one is as the toolchain makes it.
func compile(root string, plain bool) ([]byte, error) {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if plain {
		return goBuild(root, dir, nil)
	}
	env, err := safejs.Workspace(root, dir)
	if err != nil {
		return nil, err
	}
	module, err := goBuild(root, dir, env, flags()...)
	if err != nil {
		return nil, err
	}
	module, stats, err := shrink.Module(module)
	if err != nil {
		return nil, err
	}
	fmt.Printf("%d of %d functions were rewritten\n", stats.Rewritten, stats.Functions)
	return module, nil
}

func goBuild(root, dir string, env []string, flags ...string) ([]byte, error) {
	file := filepath.Join(dir, "gobuttplug.wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-o", file}, flags...)
	compiler := toolchain.Go{Dir: root, Env: append(env, toolchain.Target...)}
	if err := compiler.Run(append(args, "./wasm")...); err != nil {
		return nil, fmt.Errorf("compile the module: %w", err)
	}
	return os.ReadFile(file)
}
