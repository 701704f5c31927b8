package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// packageVersion is the version of the package, which is that of the project.
func packageVersion(web string) (string, error) {
	data, err := os.ReadFile(filepath.Join(web, "package.json"))
	if err != nil {
		return "", err
	}
	var manifest struct{ Version string }
	if err := json.Unmarshal(data, &manifest); err != nil || manifest.Version == "" {
		return "", errors.Join(errors.New("web/package.json has no version"), err)
	}
	return manifest.Version, nil
}

// packed is data as a text that a script can hold: gzip, then base64.
func packed(data []byte) string {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is known to be good
	_, _ = z.Write(data)                                  // a Buffer takes everything
	_ = z.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// writeLicence writes our licence and those of what the module is made of.
func writeLicence(root, goroot, out string) error {
	text, err := os.ReadFile(filepath.Join(root, "LICENSE"))
	if err != nil {
		return err
	}
	parts, err := moduleParts(root, goroot)
	if err != nil {
		return err
	}
	chart, err := os.ReadFile(filepath.Join(root, "web", "page", "vendor", "uplot-LICENSE"))
	if err != nil {
		return err
	}
	text = append(text, "\n----\n\nThe page's file page-uplot-*.mjs is uPlot:\n\n"...)
	text = append(text, chart...)
	for _, part := range parts {
		licence, err := os.ReadFile(filepath.Join(part.dir, "LICENSE"))
		if err != nil {
			return fmt.Errorf("the licence of %s: %w", part.name, err)
		}
		text = append(text, "\n----\n\ngobuttplug.wasm and the files made with it hold parts of "+part.name+":\n\n"...)
		text = append(text, licence...)
	}
	return write(out, "LICENSE", text)
}

type part struct{ name, dir string }

// moduleParts lists Go and the Go modules, besides ours, that are compiled into the module.
func moduleParts(root, goroot string) ([]part, error) {
	list, err := toolchain.Go{Dir: root, Env: toolchain.Target}.Output("list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./wasm")
	if err != nil {
		return nil, err
	}
	parts := []part{{"Go", goroot}}
	for line := range strings.Lines(list) {
		if name, dir, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			parts = append(parts, part{name, dir})
		}
	}
	slices.SortStableFunc(parts[1:], func(a, b part) int { return strings.Compare(a.name, b.name) })
	return slices.Compact(parts), nil
}

// integrityFile holds the hash of every other file, by name, in the form that the
// integrity attribute of HTML takes.
const integrityFile = "integrity.json"

func writeIntegrity(out string) error {
	hashes := map[string]string{}
	err := filepath.WalkDir(out, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		sum := sha512.Sum384(data)
		hashes[filepath.ToSlash(name)] = "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
		return nil
	})
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(hashes, "", "  ") // sorts the names
	if err != nil {
		return err
	}
	for line := range strings.Lines(strings.Trim(string(text), "{}\n")) {
		fmt.Println(strings.NewReplacer(`"`, "", ",", "", ": ", " ").Replace(strings.TrimSpace(line)))
	}
	return write(out, integrityFile, append(text, '\n'))
}
