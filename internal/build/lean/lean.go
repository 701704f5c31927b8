// Package lean compiles a program for web pages without those parts of safejs and of the
// Go standard library that no page can use. It changes copies of a few of their source
// files on the way to the compiler; go.mod and the toolchain stay as they are.
//
// The changes are for one release of Go. Any other is refused.
package lean

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrRelease is returned for a release of Go, or of safejs, that the changes do not fit.
var ErrRelease = errors.New("lean does not know this release")

// release is the release of Go that the changes are for.
const release = "go1.26"

// Build is what to hand to the go command.
type Build struct {
	Flags []string // of go build
	Env   []string // "name=value"
}

// Prepare writes what the go command needs to dir: changed files and a copy of go.mod. The
// module is at root; dir must last until it is built.
func Prepare(root, dir string) (*Build, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	version, err := output(root, "go", "env", "GOVERSION")
	if err != nil {
		return nil, err
	}
	if version != release && !strings.HasPrefix(version, release+".") {
		return nil, fmt.Errorf("%w: %s is not %s", ErrRelease, version, release)
	}
	changed := map[string]string{} // files by the path that the go command looks for
	modfile, err := patchSafejs(root, dir, changed)
	if err != nil {
		return nil, err
	}
	if err := patchGo(root, dir, changed); err != nil {
		return nil, err
	}
	overlay := filepath.Join(dir, "overlay.json")
	data, err := json.Marshal(map[string]any{"Replace": changed})
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(overlay, data, 0o644); err != nil {
		return nil, err
	}
	return &Build{
		Flags: []string{"-modfile=" + modfile, "-overlay=" + overlay},
		// The garbage collector for many cores is the larger one.
		Env: []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=nogreenteagc"},
	}, nil
}

// place is where the go command finds safejs, below the root of the module: the program
// tells it, so it is the same for every build. There is nothing there but for the overlay.
const place = ".cache/safejs"

// patchSafejs copies safejs and go.mod, and returns the path of a go.mod with the copy.
func patchSafejs(root, dir string, changed map[string]string) (string, error) {
	from, err := output(root, "go", "list", "-m", "-f", "{{.Dir}}", safejs)
	if err != nil {
		return "", err
	}
	to := filepath.Join(dir, "safejs")
	source := os.DirFS(from)
	if err := os.CopyFS(to, source); err != nil {
		return "", err
	}
	err = fs.WalkDir(source, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name = filepath.FromSlash(name)
			changed[filepath.Join(root, filepath.FromSlash(place), name)] = filepath.Join(to, name)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	for _, p := range ofSafejs {
		path := filepath.Join(to, filepath.FromSlash(p.file))
		if err := patchFile(path, path, p); err != nil {
			return "", err
		}
	}
	modfile := filepath.Join(dir, "go.mod")
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return "", err
		}
	}
	_, err = output(root, "go", "mod", "edit", "-replace="+safejs+"=./"+place, modfile)
	return modfile, err
}

// patchGo writes changed files of the standard library.
func patchGo(root, dir string, changed map[string]string) error {
	goroot, err := output(root, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	src := filepath.Join(goroot, "src")
	add := func(file string, change func(string) (string, error)) error {
		path := filepath.Join(src, filepath.FromSlash(file))
		to := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		from := path
		if _, again := changed[path]; again {
			from = to
		}
		changed[path] = to
		return patchFile(from, to, patch{file, change})
	}
	for _, p := range ofGo {
		if err := add(p.file, p.apply); err != nil {
			return err
		}
	}
	names, err := filepath.Glob(filepath.Join(src, "runtime", "*.go"))
	if err != nil {
		return err
	}
	for _, path := range names {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if withDefaults(string(data)) != string(data) {
			file := "runtime/" + filepath.Base(path)
			if err := add(file, func(source string) (string, error) { return withDefaults(source), nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

func patchFile(from, to string, p patch) error {
	source, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	text, err := p.apply(string(source))
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrRelease, p.file, err)
	}
	return os.WriteFile(to, []byte(text), 0o644)
}

func output(dir string, command ...string) (string, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
