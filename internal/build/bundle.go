package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The statements of our own JavaScript that bundle understands. Each stands on one line.
var (
	importLine = regexp.MustCompile(`^import \{ (\w+(?:, \w+)*) \} from '(\./[\w./-]+)';$`)
	exportFrom = regexp.MustCompile(`^export \{ ([\w, ]+) \} from '(\./[\w./-]+)';$`)
	declared   = regexp.MustCompile(`^(?:export )?(?:async )?(?:class|function|const|let) (\w+)`)
	listed     = regexp.MustCompile(`^(?:const|let) \{`)
)

// external is imported from, not joined.
const external = "./gobuttplug.mjs"

// script is a module with all that it imports from its folder.
type script struct {
	imports []string // names from external
	exports []string
	body    string
}

// bundle joins an ES module and all that it imports from its folder. It knows just what
// our files need: one-line imports without renaming, and names at top level that are
// unique over all files. Lines that are only a comment are left out. Swap names files of
// the folder to take instead of others.
func bundle(entry string, swap map[string]string) (script, error) {
	b := bundler{dir: filepath.Dir(entry), swap: swap, done: map[string]bool{}, owner: map[string]string{}}
	err := b.add("./"+filepath.Base(entry), nil)
	slices.Sort(b.imports)
	return script{slices.Compact(b.imports), b.exports, b.body.String()}, err
}

// module is the script as one ES module.
func (s script) module() string {
	out := s.body
	if len(s.imports) > 0 {
		out = "import { " + strings.Join(s.imports, ", ") + " } from '" + external + "';\n" + out
	}
	if len(s.exports) > 0 {
		out += "export { " + strings.Join(s.exports, ", ") + " };\n"
	}
	return out
}

// classic is the script as a classic one, which keeps its names to itself. What it exports
// becomes an object of that name, unless it exports nothing.
func (s script) classic(global string) (string, error) {
	if len(s.imports) > 0 || strings.Contains(s.body, "import.meta") {
		return "", errors.New("a classic script can't have imports or import.meta")
	}
	if len(s.exports) == 0 {
		return "(() => {\n'use strict';\n" + s.body + "})();\n", nil
	}
	members := make([]string, len(s.exports))
	for i, name := range s.exports {
		members[i] = name
		if own, public, renamed := strings.Cut(name, " as "); renamed {
			members[i] = public + ": " + own
		}
	}
	return "globalThis." + global + " = (() => {\n'use strict';\n" + s.body +
		"return Object.freeze({ " + strings.Join(members, ", ") + " });\n})();\n", nil
}

type bundler struct {
	dir     string
	swap    map[string]string
	done    map[string]bool   // by name of the file; false while it is being added
	owner   map[string]string // names at top level, and the file that they are of
	imports []string          // names from external
	exports []string
	body    strings.Builder
}

func (b *bundler) add(name string, from []string) error {
	if other, swapped := b.swap[name]; swapped {
		name = other
	}
	if finished, seen := b.done[name]; finished {
		return nil
	} else if seen {
		return fmt.Errorf("%s imports itself over %s", name, strings.Join(from, ", "))
	}
	b.done[name] = false
	source, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		return err
	}
	var own []string
	for i, line := range strings.Split(strings.TrimRight(string(source), "\n"), "\n") {
		fail := func(what string) error { return fmt.Errorf("%s:%d: %s: %s", name, i+1, what, line) }
		switch trimmed := strings.TrimSpace(line); {
		case strings.HasPrefix(trimmed, "//"), trimmed == "":
			continue
		case strings.HasPrefix(line, "import "), exportFrom.MatchString(line):
			m := importLine.FindStringSubmatch(line)
			if m == nil {
				m = exportFrom.FindStringSubmatch(line)
			}
			if m == nil {
				return fail("not an import that the build understands")
			}
			file := "./" + path.Join(path.Dir(name), m[2])
			if m[2] == external && b.swap[file] == "" {
				b.imports = append(b.imports, strings.Split(m[1], ", ")...)
				continue
			}
			if err := b.add(file, append(from, name)); err != nil {
				return err
			}
			if strings.HasPrefix(line, "export") {
				b.exports = append(b.exports, strings.Split(m[1], ", ")...)
			}
			continue
		}
		if listed.MatchString(line) || strings.HasPrefix(line, "export {") || strings.HasPrefix(line, "export default") {
			return fail("not a declaration that the build understands")
		}
		if m := declared.FindStringSubmatch(line); m != nil {
			if other, taken := b.owner[m[1]]; taken {
				return fail("the name is taken by " + other)
			}
			b.owner[m[1]] = name
		}
		own = append(own, strings.TrimPrefix(line, "export "))
	}
	b.done[name] = true
	b.body.WriteString(strings.Join(own, "\n") + "\n")
	return nil
}
