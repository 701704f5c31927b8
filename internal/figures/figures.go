// Package figures puts what tests have measured into the documents that tell it.
package figures

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// Write replaces what stands in a document between the lines
//
//	<!-- figures of NAME -->
//	<!-- end of the figures of NAME -->
//
// by text. It is an error if the document has no such lines.
func Write(document, name, text string) error {
	before, _, after, err := cut(document, name)
	if err != nil {
		return err
	}
	return os.WriteFile(document, []byte(before+"\n"+strings.TrimSpace(text)+"\n\n"+after), 0o644)
}

// Read is what stands there, without space around it.
func Read(document, name string) (string, error) {
	_, text, _, err := cut(document, name)
	return strings.TrimSpace(text), err
}

// cut gives the document in three parts; the lines belong to the outer ones.
func cut(document, name string) (before, text, after string, err error) {
	page, err := os.ReadFile(document)
	if err != nil {
		return "", "", "", err
	}
	start, end := "<!-- figures of "+name+" -->\n", "<!-- end of the figures of "+name+" -->\n"
	before, rest, begins := strings.Cut(string(page), start)
	text, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return "", "", "", fmt.Errorf("%s has no place for the figures of %s: the two comments that enclose them are missing", document, name)
	}
	return before + start, text, end + after, nil
}

// Taken tells when and on which machine figures are taken: the day, the processors, the
// memory, the system and the release of Go.
func Taken() string {
	model, memory := runtime.GOARCH, ""
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, found := strings.Cut(string(text), "model name\t: "); found {
			model, _, _ = strings.Cut(rest, "\n")
		}
	}
	if text, err := os.ReadFile("/proc/meminfo"); err == nil {
		var kilobytes int
		if _, err := fmt.Sscanf(string(text), "MemTotal: %d kB", &kilobytes); err == nil {
			memory = fmt.Sprintf(", %d GB", (kilobytes+1<<19)>>20)
		}
	}
	return fmt.Sprintf("%s, %d × %s%s, %s, %s", time.Now().Format(time.DateOnly), runtime.NumCPU(), strings.TrimSpace(model), memory, runtime.GOOS, runtime.Version())
}
