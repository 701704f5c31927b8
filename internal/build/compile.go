package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

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
	env, err := lean.Workspace(root, dir)
	if err != nil {
		return nil, err
	}
	module, err := goBuild(root, dir, env, lean.Flags()...)
	if err != nil {
		return nil, err
	}
	shrunk, err := shrink.Module(module)
	if err != nil {
		return nil, err
	}
	fmt.Printf("%d of %d functions were rewritten (%d %%)\n", shrunk.Rewritten, shrunk.Functions, 100*shrunk.Rewritten/shrunk.Functions)
	return shrunk.Module, nil
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
