package server

import (
	"flag"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/figures"
)

var update = flag.Bool("update", false, "write the fault matrix into docs/reliability.md")

// TestFaults compares what happens in each cell of the matrix with what is expected, and
// the table in the documentation with what happens.
func TestFaults(t *testing.T) {
	observed := map[step]map[fault][]string{}
	for _, s := range faultSteps {
		observed[s] = map[fault][]string{}
		for _, f := range faults {
			for i, k := range kinds {
				t.Run(string(s)+"/"+string(f)+"/"+k.name, func(t *testing.T) {
					expected := matrix[s][f]
					if len(expected) == 1 {
						expected = slices.Repeat(expected, len(kinds))
					}
					require.Len(t, expected, len(kinds), "the cell is empty")
					got := excuse(k, s, f)
					switch got {
					case "":
						got = outcome(t, k, s, f)
					case inBrowser:
						assert.NotEmpty(t, browserTests[s][f], "no test in the browser")
					}
					observed[s][f] = append(observed[s][f], got)
					assert.Equal(t, expected[i], got)
				})
			}
		}
	}
	if t.Failed() {
		return
	}
	const name = "TestFaults"
	table := faultTables(observed) + badInputTable()
	if *update {
		require.NoError(t, figures.Write(reliability, name, table))
	}
	written, err := figures.Read(reliability, name)
	require.NoError(t, err)
	assert.Equal(t, strings.TrimSpace(table), written, "run go test ./server -run 'TestFaults$' -update and look at the change")
}

// faultTables are the matrix for the documentation, with a table for each step. What is said
// of many cells is said once, above them.
func faultTables(observed map[step]map[fault][]string) (text string) {
	notes := []string{nothingYet, noHandshake, nothingAsked, nobodyWaits, noBrowser, inBrowser}
	for i, note := range notes {
		text += "- " + string(rune('a'+i)) + ": " + note + "\n"
	}
	text += "\n"
	for _, s := range faultSteps {
		text += "### " + strings.ToUpper(string(s[:1])) + string(s[1:]) + "\n\n| fault"
		for _, k := range kinds {
			text += " | " + k.name
		}
		text += " | also tested in the browser |\n|---|" + strings.Repeat("---|", len(kinds)+1) + "\n"
		for _, f := range faults {
			text += "| " + string(f)
			for i, cell := range observed[s][f] {
				if i > 0 && cell == observed[s][f][0] {
					cell = "the same"
				}
				if note := slices.Index(notes, cell); note >= 0 {
					cell = "(" + string(rune('a'+note)) + ")"
				}
				text += " | " + cell
			}
			text += " | " + strings.Join(browserTests[s][f], ", ") + " |\n"
		}
		text += "\n"
	}
	return text
}

func badInputTable() string {
	text := "### Other bad input\n\n| what a toy does | tested by |\n|---|---|\n"
	for _, one := range badInput {
		text += "| " + one.what + " | " + strings.Join(one.tests, ", ") + " |\n"
	}
	return text
}

// The tests that the matrix speaks of exist, and nothing keeps them from being run.
func TestTestsOfTheMatrix(t *testing.T) {
	known := map[string]map[string]*ast.FuncDecl{}
	for name, place := range testPlaces {
		known[name] = testsIn(t, place)
	}
	check := func(reference string) {
		place, name, found := strings.Cut(reference, " ")
		require.True(t, found, reference)
		name, sub, _ := strings.Cut(name, "/")
		require.Contains(t, known, place, reference)
		if assert.Contains(t, known[place], name, "there is no such test, or it does not run: %s", reference) && sub != "" {
			assert.True(t, mentions(known[place][name], sub), "there is no such subtest: %s", reference)
		}
	}
	for _, s := range faultSteps {
		for _, f := range faults {
			for _, reference := range browserTests[s][f] {
				check(reference)
			}
		}
	}
	for _, one := range badInput {
		for _, reference := range one.tests {
			check(reference)
		}
	}
}

// testPlaces are the packages with tests that are spoken of, and how their files may be
// constrained.
var testPlaces = map[string]testPlace{
	"server":        {".", "!js"},
	"webbluetooth":  {"../webbluetooth", "js && wasm"},
	"e2e":           {"../test/e2e", ""},
	"client":        {"../client", "!js"},
	"device socket": {"../internal/devicesocket", "!js"},
}

type testPlace struct{ folder, constraint string }

// testsIn finds the tests of a package that are run: none of them skips itself.
func testsIn(t *testing.T, place testPlace) map[string]*ast.FuncDecl {
	files, err := filepath.Glob(filepath.Join(place.folder, "*_test.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	tests := map[string]*ast.FuncDecl{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		require.NoError(t, err)
		if !unconstrained(t, file, place.constraint) {
			continue
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") && !skips(f) {
				tests[f.Name.Name] = f
			}
		}
	}
	return tests
}

// unconstrained tells whether a file belongs to every build of its package, or to those of
// the constraint.
func unconstrained(t *testing.T, file *ast.File, allowed string) bool {
	for _, group := range file.Comments {
		for _, line := range group.List {
			if constraint.IsGoBuild(line.Text) && line.Pos() < file.Package {
				expr, err := constraint.Parse(line.Text)
				require.NoError(t, err)
				return expr.String() == allowed
			}
		}
	}
	return true
}

func skips(f *ast.FuncDecl) (found bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if call, ok := n.(*ast.SelectorExpr); ok {
			found = found || strings.HasPrefix(call.Sel.Name, "Skip")
		}
		return !found
	})
	return found
}

// mentions tells whether a text is in a function.
func mentions(f *ast.FuncDecl, text string) (found bool) {
	ast.Inspect(f.Body, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			value, err := strconv.Unquote(lit.Value)
			found = found || err == nil && value == text
		}
		return !found
	})
	return found
}

const reliability = "../docs/reliability.md"
