package lean

import (
	"embed"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

//go:embed files
var files embed.FS

// patch changes one source file.
type patch struct {
	file  string // in the module, or below src in GOROOT
	apply func(source string) (string, error)
}

const safejs = "github.com/hack-pad/safejs"

// ofSafejs are the patches of safejs, which needs fmt just to describe errors.
var ofSafejs = []patch{
	{"internal/catch/catch.go", become("catch.go.txt")},
	{"internal/stackerr/stackerr.go", become("stackerr.go.txt")},
	{"value.go", replace(
		`"fmt"`, `"errors"`,
		`fmt.Errorf("invalid type for instanceof: %v", t.Type())`,
		`errors.New("invalid type for instanceof: " + t.Type().String())`,
		`fmt.Errorf("invalid constructor type for instanceof: %v", err)`,
		`errors.New("invalid constructor type for instanceof: " + err.Error())`,
		`fmt.Errorf("invalid constructor type for instanceof: %v", prototype.Type())`,
		`errors.New("invalid constructor type for instanceof: " + prototype.Type().String())`,
	)},
}

// ofGo are the patches of the standard library.
var ofGo = []patch{
	// Settings from the environment, which pull in metrics and the bisecting of programs.
	{"internal/godebug/godebug.go", become("godebug.go.txt")},

	// The execution tracer.
	{"runtime/traceruntime.go", replace(
		"return trace.enabled\n", "return false\n",
		"return trace.enabledWithAllocFree\n", "return false\n",
		"return trace.shutdown.Load()\n", "return false\n",
		"return tl.gen != 0\n", "return false\n",
	)},

	// Stack traces of a crash. Without the names of functions they tell nothing; what the
	// program panicked with is still told.
	{"runtime/traceback.go", skip("traceback1", "tracebackothers", "tracebackHexdump", "goroutineheader", "printcreatedby", "printAncestorTraceback")},
	{"runtime/mgcmark.go", skip("gcDumpObject")},

	// Checks of the compiler and the linker.
	{"runtime/runtime1.go", skip("check")},
	{"runtime/symtab.go", skip("moduledataverify1")},

	// The merging of types of several modules.
	{"runtime/type.go", skip("typelinksinit")},
}

// settings are those of $GODEBUG whose default is 0 and that only make the runtime print
// or check more.
var settings = []string{
	"checkfinalizers", "clobberfree", "efence", "gccheckmark", "gcpacertrace", "gcshrinkstackoff",
	"gcstoptheworld", "gctrace", "inittrace", "sbrk", "scavtrace", "scheddetail", "schedtrace", "tracebackancestors",
}

var setting = regexp.MustCompile(`\bdebug\.(malloc|` + strings.Join(settings, "|") + `)\b`)

// withDefaults makes settings constants where they are read.
func withDefaults(source string) string {
	var out strings.Builder
	rest := 0
	for _, at := range setting.FindAllStringIndex(source, -1) {
		before, after := source[at[0]-1], strings.TrimLeft(source[at[1]:], " ")
		assigned := strings.HasPrefix(after, "=") && !strings.HasPrefix(after, "==")
		if strings.ContainsRune("&.", rune(before)) || assigned {
			continue
		}
		value := "int32(0)"
		if source[at[0]:at[1]] == "debug.malloc" {
			value = "false"
		}
		out.WriteString(source[rest:at[0]] + value)
		rest = at[1]
	}
	return out.String() + source[rest:]
}

// become replaces a whole file by one of ours.
func become(name string) func(string) (string, error) {
	return func(string) (string, error) {
		text, err := files.ReadFile("files/" + name)
		return string(text), err
	}
}

// replace puts each second text in place of the one before it, which occurs once.
func replace(pairs ...string) func(string) (string, error) {
	return func(source string) (string, error) {
		for pair := range slices.Chunk(pairs, 2) {
			if n := strings.Count(source, pair[0]); n != 1 {
				return "", fmt.Errorf("%q occurs %d times", pair[0], n)
			}
			source = strings.Replace(source, pair[0], pair[1], 1)
		}
		return source, nil
	}
}

// skip makes functions without results do nothing.
func skip(functions ...string) func(string) (string, error) {
	return func(source string) (string, error) {
		for _, name := range functions {
			head := regexp.MustCompile(`(?m)^func ` + name + `\(.*\) \{$`)
			if n := len(head.FindAllString(source, -1)); n != 1 {
				return "", fmt.Errorf("function %s occurs %d times", name, n)
			}
			source = head.ReplaceAllString(source, "$0\n\treturn")
		}
		return source, nil
	}
}
