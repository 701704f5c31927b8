package main

import (
	"fmt"
	"strings"
)

// readKnown reads the differences that are wanted: paragraphs of a reason, in lines that
// begin with #, and the differences that it stands for, as they are printed. One that ends
// in … stands for all that begin like it.
func readKnown(text string) (known []string, err error) {
	reason := false
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
			reason = false
		case strings.HasPrefix(line, "# "):
			reason = true
		case !reason:
			return nil, fmt.Errorf("line %d has no reason; write it in a line above that begins with #", i+1)
		case !strings.HasPrefix(line, "+ ") && !strings.HasPrefix(line, "- "):
			return nil, fmt.Errorf("line %d is neither a reason nor a difference, which begins with + or -", i+1)
		default:
			known = append(known, line)
		}
	}
	return known, nil
}
