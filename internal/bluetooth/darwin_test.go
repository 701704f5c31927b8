//go:build linux

package bluetooth_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What runs on macOS needs Apple's compiler and frameworks to be compiled. Its types can be
// checked without them.
func TestTypesOnMacOS(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,GoFiles,CgoFiles,ImportMap", ".")
	list.Env = append(os.Environ(), "GOOS=darwin", "GOARCH=arm64", "CGO_ENABLED=1")
	var said strings.Builder
	list.Stderr = &said
	out, err := list.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, list.Start())
	all := checked{"unsafe": types.Unsafe}
	for decoder := json.NewDecoder(out); ; {
		var p listed
		if err = decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		all.check(t, &p)
	}
	require.NoError(t, list.Wait(), said.String())
	assert.Contains(t, all, "github.com/tinygo-org/cbgo")
}

// listed is a package as the go command lists it.
type listed struct {
	ImportPath, Dir   string
	GoFiles, CgoFiles []string
	ImportMap         map[string]string
}

// checked are packages by import path.
type checked map[string]*types.Package

func (all checked) check(t *testing.T, p *listed) {
	if p.ImportPath == "unsafe" {
		return
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		parsed = append(parsed, file)
	}
	ours := strings.HasPrefix(p.ImportPath, "github.com/gobuttplug/")
	config := types.Config{
		FakeImportC: true, IgnoreFuncBodies: !ours, Sizes: types.SizesFor("gc", "arm64"),
		Importer: importer(func(path string) (*types.Package, error) {
			if real, ok := p.ImportMap[path]; ok {
				path = real
			}
			if found := all[path]; found != nil {
				return found, nil
			}
			return nil, errors.New(path + " was not listed")
		}),
		Error: func(err error) {
			if ours {
				t.Error(err)
			}
		},
	}
	all[p.ImportPath], _ = config.Check(p.ImportPath, files, parsed, nil) // Error has told
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }
