// Package symbols reads crash reports of the module, which has no names and lines, with
// the file that the build writes beside it.
package symbols

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

// File is the name of the file, beside the module.
const File = "symbols.json.gz"

var (
	// ErrFile is returned for a file that is no symbols of the build.
	ErrFile = errors.New("this is no " + File + " of a build; make build writes it to dist/")
	// ErrBuild is returned for the report of another build.
	ErrBuild = errors.New("the report is of another build than the symbols; take the " + File + " of that build")
	// ErrNothing is returned if there is nothing to look up.
	ErrNothing = errors.New("no place in the module was found in the report; it should be all that the console shows, " +
		"from the line that starts with \"panic:\" or \"fatal error:\", or the stack of a RuntimeError")
)

// Table tells what the functions of a module were.
type Table struct {
	Build     string // the stamp; of the module without a server, the stamp and "remote"
	Imports   int    // functions that come before those of the module
	Functions []shrink.Function
}

// Write writes the file.
func (t *Table) Write(w io.Writer) error {
	z := gzip.NewWriter(w)
	if err := json.NewEncoder(z).Encode(t); err != nil {
		return err
	}
	return z.Close()
}

// Read reads the file.
func Read(r io.Reader) (*Table, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrFile, err)
	}
	var t Table
	if err := json.NewDecoder(z).Decode(&t); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrFile, err)
	}
	if t.Build == "" || len(t.Functions) == 0 {
		return nil, ErrFile
	}
	return &t, nil
}

var (
	buildLine = regexp.MustCompile(`gobuttplug build ([0-9a-f]{12}(?: remote)?)`)
	frameLine = regexp.MustCompile(`\?:0 \+0x[0-9a-f]+ .*\bpc=0x([0-9a-f]+)`)
	function  = regexp.MustCompile(`wasm-function\[(\d+)\]`)
)

// Symbolize copies a report with functions and lines in place of program counters.
func (t *Table) Symbolize(w io.Writer, report io.Reader) error {
	out := bufio.NewWriter(w)
	lines := bufio.NewScanner(report)
	found := false
	held := []string{} // a line that may be the nameless function of the next
	flush := func() {
		for _, line := range held {
			fmt.Fprintln(out, line)
		}
		held = held[:0]
	}
	for lines.Scan() {
		line := lines.Text()
		if build := buildLine.FindStringSubmatch(line); build != nil && build[1] != t.Build {
			return fmt.Errorf("%w (%s, not %s)", ErrBuild, build[1], t.Build)
		}
		if frame := frameLine.FindStringSubmatch(line); frame != nil {
			if text, ok := t.frame(frame[1]); ok {
				held, found = held[:0], true
				fmt.Fprintln(out, text)
				continue
			}
		}
		flush()
		named := t.named(line)
		found = found || named != line
		if strings.HasSuffix(strings.TrimSpace(line), ")") {
			held = append(held, named)
		} else {
			fmt.Fprintln(out, named)
		}
	}
	flush()
	err := errors.Join(lines.Err(), out.Flush())
	if err == nil && !found {
		return ErrNothing
	}
	return err
}

// frame tells where a program counter, in hexadecimal, is.
func (t *Table) frame(pc string) (string, bool) {
	at, err := strconv.ParseUint(pc, 16, 64)
	n := int(at>>16) - shrink.FirstPC
	if err != nil || n < 0 || n >= len(t.Functions) || t.Functions[n].Name == "" {
		return "", false
	}
	f := t.Functions[n]
	places := f.Places[int(at&0xffff)]
	if len(places) == 0 {
		return f.Name + "\n\t?", true
	}
	var texts []string
	for _, place := range places {
		var text []string
		for _, frame := range place {
			text = append(text, fmt.Sprintf("%s\n\t%s:%d", frame.Function, frame.File, frame.Line))
		}
		texts = append(texts, strings.Join(text, "\n"))
	}
	slices.Sort(texts)
	return strings.Join(slices.Compact(texts), "\n  or\n"), true
}

// named is a line with the names of the functions that a browser numbers.
func (t *Table) named(line string) string {
	return function.ReplaceAllStringFunc(line, func(text string) string {
		n, err := strconv.Atoi(function.FindStringSubmatch(text)[1])
		if n -= t.Imports; err != nil || n < 0 || n >= len(t.Functions) || t.Functions[n].Name == "" {
			return text
		}
		return text + " " + t.Functions[n].Name
	})
}
