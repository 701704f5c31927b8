package architecture

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/gobuttplug/gobuttplug"

// Imports only point up the list of packages in docs/architecture.md, natively and in the
// page, and every package is on it. Those below another count as part of it; programs that
// generate code and documents may import what they like.
func TestImportsPointUpTheList(t *testing.T) {
	root := filepath.Join("..", "..")
	document, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	require.NoError(t, err)
	places := map[string]int{}
	for i, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|").FindAllStringSubmatch(string(document), -1) {
		places[row[1]] = i
	}
	require.NotEmpty(t, places)
	place := func(path string) (int, bool) {
		for path != "." {
			if at, ok := places[path]; ok {
				return at, true
			}
			path = filepath.Dir(path)
		}
		return 0, false
	}
	for _, platform := range [][]string{nil, {"GOOS=js", "GOARCH=wasm"}} {
		list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{.Name}} {{join .Imports " "}}`, "./...")
		list.Dir, list.Env = root, append(os.Environ(), platform...)
		packages, err := list.Output()
		require.NoError(t, err)
		for line := range strings.Lines(string(packages)) {
			names := strings.Fields(line)
			name := strings.TrimPrefix(names[0], module+"/")
			_, itself := places[name]
			if names[1] == "main" && !itself {
				continue
			}
			own, listed := place(name)
			assert.True(t, listed, "%s is not on the list", name)
			for _, other := range names[2:] {
				if imported, ours := strings.CutPrefix(other, module+"/"); ours {
					above, _ := place(imported)
					assert.LessOrEqual(t, above, own, "%s imports %s", name, imported)
				}
			}
		}
	}
}
