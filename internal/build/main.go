// Command build writes the static site, which is also the package for web pages, to dist/:
//
//	go -C internal/build run . -root ../.. -out ../../dist
//
// It compiles the module, bundles the JavaScript files, marks both with the same stamp, and
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
	"os/exec"
	"path/filepath"
	"strings"
)

// uncopied are the folders of web/ that are not copied.
var uncopied = map[string]bool{"src": true, "page": true, "bridge": true, "test": true}

func main() {
	root := flag.String("root", ".", "the folder of the module")
	out := flag.String("out", "dist", "the folder to write; what is in it is removed")
	plain := flag.Bool("plain", false, "leave the module as large as the Go toolchain makes it; a crash then tells functions and lines")
	flag.Parse()
	if err := build(*root, *out, *plain); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func build(root, out string, plain bool) error {
	web := filepath.Join(root, "web")
	if err := checkSupport(web); err != nil {
		return err
	}
	if err := empty(out); err != nil {
		return err
	}
	if err := copyFiles(web, out); err != nil {
		return err
	}
	module, err := compile(root, plain)
	if err != nil {
		return err
	}
	stamp, err := writeStamped(web, out, module)
	if err != nil {
		return err
	}
	if err := writeLicence(root, out); err != nil {
		return err
	}
	if err := writeDevices(root, out); err != nil {
		return err
	}
	if err := writeIntegrity(out); err != nil {
		return err
	}
	fmt.Println(out, "is build", stamp)
	return nil
}

// writeStamped writes the module and the scripts, all with the stamp that it returns.
func writeStamped(web, out string, module []byte) (string, error) {
	version, err := packageVersion(web)
	if err != nil {
		return "", err
	}
	unfilled, err := libraryScript.bundle(web, "", nil)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	sum.Write(module)
	sum.Write(unfilled.code)
	stamp := hex.EncodeToString(sum.Sum(nil))[:12]
	module = withSection(module, "gobuttplug", stamp)
	if err := write(out, "gobuttplug.wasm", module); err != nil {
		return "", err
	}
	banner := "/*! gobuttplug " + version + ", build " + stamp + " | BSD-3-Clause */"
	fill := map[string]string{stampMark: stamp, moduleMark: packed(module)}
	for _, s := range scripts {
		b, err := s.bundle(web, banner, fill)
		if err != nil {
			return "", err
		}
		if err := errors.Join(write(out, s.to, b.code), write(out, s.to+".map", b.sourceMap)); err != nil {
			return "", err
		}
	}
	return stamp, nil
}

// supportFile is Go's JavaScript support.
const supportFile = "wasm_exec.js"

// checkSupport makes sure that the module is run by the support file of the toolchain
// that compiles it: they fit together only within a Go release.
func checkSupport(web string) error {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env GOROOT: %w", err)
	}
	want, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", supportFile))
	if err != nil {
		return err
	}
	have, err := os.ReadFile(filepath.Join(web, supportFile))
	if err != nil {
		return err
	}
	if string(have) != string(want) {
		return errors.New("web/wasm_exec.js is not that of this Go toolchain; copy $(go env GOROOT)/lib/wasm/wasm_exec.js there")
	}
	return nil
}

// empty makes out an empty folder. It refuses a folder that no build has made.
func empty(out string) error {
	old, err := os.ReadDir(out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(old) > 0 {
		if _, err := os.Stat(filepath.Join(out, supportFile)); err != nil {
			return fmt.Errorf("%s has files in it that are not of a build; remove it, or choose another folder with -out", out)
		}
	}
	for _, entry := range old {
		if err := os.RemoveAll(filepath.Join(out, entry.Name())); err != nil {
			return err
		}
	}
	return os.MkdirAll(out, 0o755)
}

func copyFiles(web, out string) error {
	return filepath.WalkDir(web, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(web, path)
		if err != nil {
			return err
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
