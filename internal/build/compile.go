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
	split   bool   // it comes in two parts
}

var (
	whole  = kind{file: "gobuttplug.wasm", symbols: symbols.File, split: true}
	remote = kind{file: "gobuttplug-remote.wasm", tags: "remote", symbols: "symbols-remote.json.gz", marked: " remote"}
	kinds  = []kind{whole, remote}
)

// compiled is a WebAssembly module.
type compiled struct {
	module []byte
	rest   []byte         // its other part, if it has two
	table  *symbols.Table // what its functions were
}

// compile makes a module. A plain one is as the toolchain makes it: it knows itself what its
// functions are, and there are no symbols.
func (k kind) compile(root string, plain, traced bool) (compiled, error) {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return compiled{}, err
	}
	defer os.RemoveAll(dir)
	if plain {
		module, err := k.goBuild(root, dir, nil)
		return compiled{module: module}, err
	}
	env, err := lean.Workspace(root, dir)
	if err != nil {
		return compiled{}, err
	}
	module, err := k.goBuild(root, dir, env)
	if err != nil {
		return compiled{}, err
	}
	shrunk, err := k.shrink(module, traced)
	if err != nil {
		return compiled{}, err
	}
	fmt.Printf("%s: %d of %d functions were rewritten (%d %%)\n", k.file, shrunk.Rewritten, shrunk.Functions, 100*shrunk.Rewritten/shrunk.Functions)
	return compiled{shrunk.Module, shrunk.Rest, &symbols.Table{Imports: shrunk.Imports, Functions: shrunk.Symbols}}, nil
}

func (k kind) shrink(module []byte, traced bool) (*shrink.Result, error) {
	switch {
	case traced:
		return shrink.Traced(module)
	case k.split:
		return shrink.Split(module, firstFunctions())
	}
	return shrink.Module(module)
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
