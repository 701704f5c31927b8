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

// kind is one of the modules that pages load.
type kind struct {
	file    string
	tags    string // build tags
	symbols string // the file of its symbols
	marked  string // what a crash report tells after the stamp
}

var (
	whole  = kind{file: "gobuttplug.wasm", symbols: symbols.File}
	remote = kind{file: "gobuttplug-remote.wasm", tags: "remote", symbols: "symbols-remote.json.gz", marked: " remote"}
	kinds  = []kind{whole, remote}
)

// compile makes a WebAssembly module, and what its functions were. A plain module is as
// the toolchain makes it: it knows that itself, and there are no symbols.
func (k kind) compile(root string, plain bool) ([]byte, *symbols.Table, error) {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	if plain {
		module, err := k.goBuild(root, dir, nil)
		return module, nil, err
	}
	env, err := lean.Workspace(root, dir)
	if err != nil {
		return nil, nil, err
	}
	module, err := k.goBuild(root, dir, env)
	if err != nil {
		return nil, nil, err
	}
	shrunk, err := shrink.Module(module)
	if err != nil {
		return nil, nil, err
	}
	fmt.Printf("%s: %d of %d functions were rewritten (%d %%)\n", k.file, shrunk.Rewritten, shrunk.Functions, 100*shrunk.Rewritten/shrunk.Functions)
	return shrunk.Module, &symbols.Table{Imports: shrunk.Imports, Functions: shrunk.Symbols}, nil
}

func (k kind) goBuild(root, dir string, env []string) ([]byte, error) {
	file := filepath.Join(dir, k.file)
	compiler := toolchain.Go{Dir: root, Env: append(env, toolchain.Target...)}
	if err := compiler.Run("build", "-trimpath", "-buildvcs=false", "-tags", k.tags, "-o", file, "./wasm"); err != nil {
		return nil, fmt.Errorf("compile %s: %w", k.file, err)
	}
	return os.ReadFile(file)
}

// writeSymbols writes the symbols of a module, if it has some. They are for whoever reads
// a crash report: no page loads them, and they are no part of the package.
func (k kind) writeSymbols(out, stamp string, table *symbols.Table) error {
	if table == nil {
		return nil
	}
	table.Build = stamp + k.marked
	file, err := os.Create(filepath.Join(out, k.symbols))
	if err != nil {
		return err
	}
	return errors.Join(table.Write(file), file.Close())
}
