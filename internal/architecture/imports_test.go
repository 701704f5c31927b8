package architecture

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	module = "github.com/gobuttplug/gobuttplug"
	root   = "../.."
)

// libraries are those that the tables name without their path.
var libraries = map[string]string{
	"coder/websocket": "github.com/coder/websocket",
	"godbus":          "github.com/godbus/dbus/v5",
	"safejs":          "github.com/hack-pad/safejs",
}

// maxPublic is how many packages a program may have to choose from.
const maxPublic = 9

// row is a package in the tables of docs/architecture.md.
type row struct {
	native, page []string // what it may import, sorted
}

// documented reads the tables.
func documented(t *testing.T) map[string]row {
	document, err := os.ReadFile(filepath.Join(root, "docs", "architecture.md"))
	require.NoError(t, err)
	rows := map[string]row{}
	for _, cells := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\|.*\\| ?(.*) \\|$").FindAllStringSubmatch(string(document), -1) {
		require.NotContains(t, rows, cells[1], "twice in the tables")
		rows[cells[1]] = readRow(t, cells[2])
	}
	return rows
}

// readRow reads imports, such as "`device`; natively coder/websocket; in the page safejs".
func readRow(t *testing.T, text string) (r row) {
	for part := range strings.SplitSeq(text, ";") {
		part = strings.TrimSpace(part)
		names, natively := strings.CutPrefix(part, "natively ")
		names, inPage := strings.CutPrefix(names, "in the page ")
		for name := range strings.SplitSeq(names, ",") {
			name = strings.Trim(name, " `")
			if name == "" {
				continue
			}
			path, library := libraries[name]
			if !library {
				path = module + "/" + name
			}
			if !inPage {
				r.native = append(r.native, path)
			}
			if !natively {
				r.page = append(r.page, path)
			}
		}
	}
	slices.Sort(r.native)
	slices.Sort(r.page)
	return r
}

// imports lists the packages and what each imports of us and of others' libraries.
func imports(t *testing.T, env ...string) map[string][]string {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{.Name}} {{join .Imports " "}}`, "./...")
	list.Dir, list.Env = root, append(os.Environ(), env...)
	out, err := list.Output()
	require.NoError(t, err)
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := strings.TrimPrefix(words[0], module+"/")
		if words[1] == "main" || strings.HasPrefix(name, "device/catalog/internal/") {
			continue
		}
		used := []string{}
		for _, path := range words[2:] {
			if strings.Contains(path, ".") && !strings.HasPrefix(path, module+"/device/catalog/internal/") {
				used = append(used, path)
			}
		}
		all[name] = used
	}
	return all
}

func TestPackagesImportWhatTheTablesSay(t *testing.T) {
	rows := documented(t)
	for name, platform := range map[string]struct {
		env  []string
		want func(row) []string
	}{
		"native":      {nil, func(r row) []string { return r.native }},
		"in the page": {[]string{"GOOS=js", "GOARCH=wasm"}, func(r row) []string { return r.page }},
	} {
		found := imports(t, platform.env...)
		for path, r := range rows {
			used, exists := found[path]
			assert.True(t, exists, "%s: the tables have a package %s that does not exist", name, path)
			assert.ElementsMatch(t, platform.want(r), used, "%s: imports of %s", name, path)
		}
		for path := range found {
			_, listed := rows[path]
			assert.True(t, listed, "%s: %s is in none of the tables", name, path)
		}
	}
}

func TestFewPackagesArePublic(t *testing.T) {
	var public []string
	for path := range documented(t) {
		if !strings.HasPrefix(path, "internal/") {
			public = append(public, path)
		}
	}
	require.NotEmpty(t, public)
	assert.LessOrEqual(t, len(public), maxPublic, "%v", public)
}
