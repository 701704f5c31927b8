package lean

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

const (
	path    = "github.com/hack-pad/safejs"
	version = "v0.1.0" // the release that was changed
)

// ErrVersion is returned if safejs is not the release that was changed.
var ErrVersion = errors.New("internal/build/lean has changed copies of files of another safejs; " +
	"look at what safejs changed, do it to the copies, and record the new version and hashes there")

//go:embed *.go.txt
var copies embed.FS

// changed are the files with a changed copy.
var changed = []struct {
	file string
	hash string // SHA-256 of the original
	copy string
}{
	{"value.go", "69a679e5a90a869da1a57c51ddf427247c1ca77ec5d763e3f50892571947b174", "value.go.txt"},
	{"internal/catch/catch.go", "693473518b077e0e739bc51fc8ffeda3eb6f94d2f6799a118db42bbeeb34d93e", "catch.go.txt"},
	{"internal/stackerr/stackerr.go", "1b8f8a53fabab1ebe4ae20667161fb350037187d744a3c34c76e43aafb20cb95", "stackerr.go.txt"},
}

// mod is the go.mod of the copy. The original's also has what its linter needs, and the go
// command would download all that.
const mod = "module " + path + "\n\ngo 1.18\n"

// Workspace writes a copy of safejs to dir, which must last until the module is built, and
// a go.work that has it and the module at root. It returns what the go command needs to
// build with that.
func Workspace(root, dir string) (env []string, err error) {
	root, err = filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	original, err := download(root)
	if err != nil {
		return nil, err
	}
	if err := writeCopy(original, filepath.Join(dir, "safejs")); err != nil {
		return nil, err
	}
	// The go line of a workspace also sets the defaults of GODEBUG.
	language, err := toolchain.Go{Dir: root}.Output("list", "-m", "-f", "{{.GoVersion}}")
	if err != nil {
		return nil, err
	}
	work := fmt.Sprintf("go %s\n\nuse %q\nuse ./safejs\n", language, filepath.ToSlash(root))
	file := filepath.Join(dir, "go.work")
	return []string{"GOWORK=" + file}, os.WriteFile(file, []byte(work), 0o644)
}

// download makes sure that safejs is in the module cache, and returns its folder there.
func download(root string) (string, error) {
	said, err := toolchain.Go{Dir: root}.Output("mod", "download", "-json", path)
	var found struct{ Dir, Version, Error string }
	if said != "" {
		if err := json.Unmarshal([]byte(said), &found); err != nil {
			return "", fmt.Errorf("go mod download: %w", err)
		}
	}
	switch {
	case found.Error != "":
		return "", fmt.Errorf("%s: %w (%s)", path, toolchain.ErrModule, found.Error)
	case err != nil:
		return "", err
	case found.Version != version:
		return "", fmt.Errorf("go.mod has %s %s: %w (%s)", path, found.Version, ErrVersion, version)
	}
	return found.Dir, nil
}

// writeCopy copies the packages of safejs to a folder, with our files in place of theirs.
// Its linter, in jsguard, stays behind.
func writeCopy(from, to string) error {
	for _, pattern := range []string{"*.go", "internal/*/*.go"} {
		names, err := fs.Glob(os.DirFS(from), pattern)
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			data, err := fs.ReadFile(os.DirFS(from), name)
			if err != nil {
				return err
			}
			if data, err = ours(name, data); err != nil {
				return err
			}
			if err := write(filepath.Join(to, filepath.FromSlash(name)), data); err != nil {
				return err
			}
		}
	}
	return write(filepath.Join(to, "go.mod"), []byte(mod))
}

// ours returns what is compiled in place of a file of safejs.
func ours(name string, original []byte) ([]byte, error) {
	for _, c := range changed {
		if c.file != name {
			continue
		}
		sum := sha256.Sum256(original)
		if hash := hex.EncodeToString(sum[:]); hash != c.hash {
			return nil, fmt.Errorf("%s has the hash %s: %w (%s)", name, hash, ErrVersion, version)
		}
		return copies.ReadFile(c.copy)
	}
	return original, nil
}

func write(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}
