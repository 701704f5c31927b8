// Command build writes the static site, which is also the package for web pages, to dist/:
//
//	go -C internal/build run . -root ../.. -out ../../dist
//
// It compiles the modules, bundles the JavaScript files, marks all with the same stamp, and
// copies the rest. Nothing but the Go toolchain is needed.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// uncopied are the folders and files of web/ that are not copied.
var uncopied = map[string]bool{"src": true, "page": true, "bridge": true, "test": true, workerFile: true, supportFile: true}

func main() {
	root := flag.String("root", ".", "the folder of the module")
	out := flag.String("out", "dist", "the folder to write; it is replaced when everything is there")
	plain := flag.Bool("plain", false, "leave the module as large as the Go toolchain makes it; a crash then tells functions and lines")
	traced := flag.Bool("traced", false, "leave the module in one part, and have its functions tell that they run")
	steps := flag.String("steps", "", "write the module after each step that makes it smaller to this folder, and nothing else")
	flag.Parse()
	run := func() error {
		return replace(*out, func(folder string) error { return build(*root, folder, *plain, *traced) })
	}
	if *steps != "" {
		run = func() error { return writeSteps(*root, *steps) }
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// build writes everything to the empty folder out.
func build(root, out string, plain, traced bool) error {
	web := filepath.Join(root, "web")
	goroot, err := toolchain.Root(root)
	if err != nil {
		return err
	}
	if _, err := toolchain.Support(goroot, filepath.Join(web, supportFile)); err != nil {
		return err
	}
	if err := copyFiles(web, out); err != nil {
		return err
	}
	modules := make([]compiled, len(kinds))
	for i, k := range kinds {
		if modules[i], err = k.compile(root, plain, traced); err != nil {
			return err
		}
	}
	stamp, err := writeStamped(web, out, modules)
	if err != nil {
		return err
	}
	for i, k := range kinds {
		if err := k.writeSymbols(out, stamp, modules[i].table); err != nil {
			return err
		}
	}
	if err := writeLicence(root, goroot, out); err != nil {
		return err
	}
	if err := writeDevices(root, out); err != nil {
		return err
	}
	if err := writeWorker(web, out); err != nil {
		return err
	}
	if err := writeIntegrity(out); err != nil {
		return err
	}
	fmt.Println("this is build", stamp)
	return nil
}

// writeStamped writes the modules, one of each kind, and the scripts, all with the stamp that
// it returns. The classic script has the first one in it.
func writeStamped(web, out string, modules []compiled) (string, error) {
	version, err := packageVersion(web)
	if err != nil {
		return "", err
	}
	unfilled, err := libraryScript.bundle(web, "", nil)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, m := range modules {
		sum.Write(m.module)
		sum.Write(m.rest)
	}
	sum.Write(unfilled[0].code)
	stamp := hex.EncodeToString(sum.Sum(nil))[:12]
	files := make([][]byte, len(kinds))
	for i, k := range kinds {
		files[i] = withSection(modules[i].module, "gobuttplug", stamp)
		if rest := modules[i].rest; rest != nil {
			files[i] = joined(files[i], rest)
		}
		if err := write(out, k.file, files[i]); err != nil {
			return "", err
		}
	}
	banner := "/*! gobuttplug " + version + ", build " + stamp + " | BSD-3-Clause */"
	fill := map[string]string{stampMark: stamp, moduleMark: packed(files[0])}
	for _, s := range scripts {
		all, err := s.bundle(web, banner, fill)
		if err != nil {
			return "", err
		}
		for _, b := range all {
			if err := errors.Join(write(out, b.name, b.code), write(out, b.name+".map", b.sourceMap)); err != nil {
				return "", err
			}
		}
	}
	return stamp, nil
}

// supportFile is Go's JavaScript support, which the library has in it.
const supportFile = "wasm_exec.js"

func copyFiles(web, out string) error {
	return filepath.WalkDir(web, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(web, path)
		if err != nil {
			return err
		}
		if uncopied[name] && !entry.IsDir() {
			return nil
		}
		if entry.IsDir() {
			if uncopied[name] {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(out, name), 0o755)
		}
		data, err := os.ReadFile(path)
		if err == nil && filepath.Ext(name) == ".css" {
			data, err = styleSheet(data)
		}
		if err != nil {
			return err
		}
		return write(out, name, data)
	})
}

// withSection appends a custom section to a WebAssembly module.
func withSection(module []byte, name, content string) []byte {
	payload := append(leb128(len(name)), name...)
	payload = append(payload, content...)
	module = append(module, 0)
	module = append(module, leb128(len(payload))...)
	return append(module, payload...)
}

func leb128(n int) []byte {
	var b []byte
	for ; n >= 0x80; n >>= 7 {
		b = append(b, byte(n)|0x80)
	}
	return append(b, byte(n))
}

func write(out, name string, data []byte) error {
	return os.WriteFile(filepath.Join(out, name), data, 0o644)
}
