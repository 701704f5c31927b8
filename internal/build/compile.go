package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
	"github.com/gobuttplug/gobuttplug/internal/build/symbols"
	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// compile makes the WebAssembly module, and what its functions were. A plain module is as
// the toolchain makes it: it knows that itself, and there are no symbols.
func compile(root string, plain bool) ([]byte, *symbols.Table, error) {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	if plain {
		module, err := goBuild(root, dir, nil)
		return module, nil, err
	}
	env, err := lean.Workspace(root, dir)
	if err != nil {
		return nil, nil, err
	}
	module, err := goBuild(root, dir, env, lean.Flags()...)
	if err != nil {
		return nil, nil, err
	}
	shrunk, err := shrink.Module(module)
	if err != nil {
		return nil, nil, err
	}
	fmt.Printf("%d of %d functions were rewritten (%d %%)\n", shrunk.Rewritten, shrunk.Functions, 100*shrunk.Rewritten/shrunk.Functions)
	return shrunk.Module, &symbols.Table{Imports: shrunk.Imports, Functions: shrunk.Symbols}, nil
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

// writeSymbols writes the symbols of a build, if it has some. They are for whoever reads
// a crash report: no page loads them, and they are no part of the package.
func writeSymbols(out, stamp string, table *symbols.Table) error {
	if table == nil {
		return nil
	}
	table.Build = stamp
	file, err := os.Create(filepath.Join(out, symbols.File))
	if err != nil {
		return err
	}
	return errors.Join(table.Write(file), file.Close())
}
