// Command build writes the static site, which is also the package for web pages, to dist/:
//
//	go -C internal/build run . -root ../.. -out ../../dist
//
// It compiles the module, joins the JavaScript files, marks both with the same stamp, and
// copies the rest. Nothing but the Go toolchain is needed.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// stampMark stands in the JavaScript where the stamp goes.
const stampMark = "@STAMP@"

// library is the file whose content, with the module's, makes the stamp.
const library = "gobuttplug.mjs"

// bundles are the JavaScript files that are joined from several.
var bundles = []struct {
	to, from string
	classic  bool              // script rather than module
	global   string            // the name of what a classic script exports
	swap     map[string]string // files of the folder that others replace
}{
	{to: library, from: "src/index.mjs"},
	{to: "gobuttplug-games.mjs", from: "src/games/index.mjs"},
	{to: "app.mjs", from: "page/app.mjs"},
	{to: "gobuttplug-connect.mjs", from: "src/connect/index.mjs"},
	{to: "gobuttplug-bridge.mjs", from: "bridge/index.mjs"},
	{to: "gobuttplug.js", from: "src/all.mjs", classic: true, global: "gobuttplug", swap: map[string]string{
		"./files.mjs": "./classic/files.mjs", "./games/gobuttplug.mjs": "./index.mjs", "./connect/gobuttplug.mjs": "./index.mjs"}},
	{to: "gobuttplug-twine.js", from: "src/twine/index.mjs", classic: true},
	{to: "gobuttplug-stand-in.js", from: "src/stand-in/index.mjs", classic: true},
}

// sources are the folders of web/ that are not copied.
var sources = map[string]bool{"src": true, "page": true, "bridge": true, "test": true}

func main() {
	root := flag.String("root", ".", "the folder of the module")
	out := flag.String("out", "dist", "the folder to write; it is replaced when everything is there")
	plain := flag.Bool("plain", false, "leave the module as large as the Go toolchain makes it; a crash then tells functions and lines")
	flag.Parse()
	if err := replace(*out, func(folder string) error { return build(*root, folder, *plain) }); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

// build writes everything to the empty folder out.
func build(root, out string, plain bool) error {
	web := filepath.Join(root, "web")
	goroot, err := toolchain.Root(root)
	if err != nil {
		return err
	}
	support, err := toolchain.Support(goroot, filepath.Join(web, supportFile))
	if err != nil {
		return err
	}
	if err := copyFiles(web, out); err != nil {
		return err
	}
	scripts, err := join(web)
	if err != nil {
		return err
	}
	module, err := compile(root, plain)
	if err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(module)
	sum.Write([]byte(scripts[library]))
	stamp := hex.EncodeToString(sum.Sum(nil))[:12]
	module = withSection(module, "gobuttplug", stamp)
	if err := write(out, "gobuttplug.wasm", module); err != nil {
		return err
	}
	version, err := packageVersion(web)
	if err != nil {
		return err
	}
	fill := strings.NewReplacer(stampMark, stamp, "'@WASM@'", "'"+packed(module)+"'", "'@GO_SUPPORT@';", string(support))
	for name, script := range scripts {
		script = "/*! gobuttplug " + version + ", build " + stamp + " | BSD-3-Clause */\n" + fill.Replace(script)
		if err := write(out, name, []byte(script)); err != nil {
			return err
		}
	}
	if err := writeLicence(root, goroot, out); err != nil {
		return err
	}
	if err := writeDevices(root, out); err != nil {
		return err
	}
	if err := writeIntegrity(out); err != nil {
		return err
	}
	fmt.Println("this is build", stamp)
	return nil
}

// join makes the scripts, without what is only known after compiling, by name.
func join(web string) (map[string]string, error) {
	scripts := map[string]string{}
	for _, b := range bundles {
		joined, err := bundle(filepath.Join(web, b.from), b.swap)
		if err != nil {
			return nil, err
		}
		if scripts[b.to] = joined.module(); b.classic {
			if scripts[b.to], err = joined.classic(b.global); err != nil {
				return nil, fmt.Errorf("%s: %w", b.from, err)
			}
		}
	}
	return scripts, nil
}

// supportFile is Go's JavaScript support.
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
		if entry.IsDir() {
			if sources[name] {
				return fs.SkipDir
			}
			return os.MkdirAll(filepath.Join(out, name), 0o755)
		}
		data, err := os.ReadFile(path)
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
