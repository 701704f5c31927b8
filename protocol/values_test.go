package protocol_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the protocols are held to: to say what a packet looks like, and nothing else.
const (
	shortValue = 6   // lines, from the { of the Spec to its }, without comments
	shareShort = .90 // of all protocols
	lineWidth  = 110 // characters, with a tab as four
)

// TestMostProtocolsAreShortValues counts the lines of every Spec.
func TestMostProtocolsAreShortValues(t *testing.T) {
	lines := map[string]int{}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			measure(t, file, lines)
		}
	}
	require.Len(t, lines, len(protocol.All().Names()), "every protocol is measured")
	short := 0
	var all []int
	for name, n := range lines {
		if n <= shortValue {
			short++
		} else {
			t.Logf("%s has %d lines", name, n)
		}
		all = append(all, n)
	}
	slices.Sort(all)
	share := float64(short) / float64(len(lines))
	t.Logf("%d of %d protocols (%.1f %%) have at most %d lines; the median is %d", short, len(lines), 100*share, shortValue, all[len(all)/2])
	assert.GreaterOrEqual(t, share, shareShort)
}

// measure counts the lines of the Specs in a file, and requires that none is too wide and
// that a line has one field.
func measure(t *testing.T, file string, lines map[string]int) {
	source, err := os.ReadFile(file)
	require.NoError(t, err)
	text := strings.Split(string(source), "\n")
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, source, parser.SkipObjectResolution)
	require.NoError(t, err)
	ast.Inspect(parsed, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		name := specName(literal)
		if name == "" {
			return true
		}
		first, last := set.Position(literal.Lbrace).Line, set.Position(literal.Rbrace).Line
		for i, line := range text[first-1 : last] {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			lines[name]++
			width := len(strings.ReplaceAll(line, "\t", "    "))
			assert.LessOrEqual(t, width, lineWidth, "%s:%d", file, first+i)
		}
		seen := map[int]bool{}
		for _, field := range literal.Elts {
			line := set.Position(field.Pos()).Line
			assert.False(t, seen[line], "%s:%d: two fields of %s on a line", file, line, name)
			seen[line] = true
		}
		return false
	})
}

// specName is the Name that a literal of a Spec has, "" for other literals.
func specName(literal *ast.CompositeLit) string {
	for _, element := range literal.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if key, ok := field.Key.(*ast.Ident); ok && key.Name == "Name" {
			if value, ok := field.Value.(*ast.BasicLit); ok {
				name, _ := strconv.Unquote(value.Value)
				return name
			}
		}
	}
	return ""
}

// TestContributingShowsARealValue: what newcomers copy is code of this package.
func TestContributingShowsARealValue(t *testing.T) {
	document, err := os.ReadFile(filepath.Join("..", "CONTRIBUTING.md"))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(document), "```go\n")
	require.True(t, found)
	shown, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	require.LessOrEqual(t, strings.Count(strings.TrimSpace(shown), "\n")+1, shortValue)
	var lines []string
	for line := range strings.Lines(strings.TrimRight(shown, " ")) {
		lines = append(lines, "\t"+strings.TrimPrefix(line, "   "))
	}
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	assert.True(t, slices.ContainsFunc(files, func(file string) bool {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		return strings.Contains(string(source), strings.Join(lines, ""))
	}), "no file has\n%s", strings.Join(lines, ""))
}
