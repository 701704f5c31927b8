package main

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed confirmed.txt
var confirmedText string

// confirmations reads what owners have confirmed, by the name of the model.
func confirmations(text string) (map[string]string, error) {
	said := map[string]string{}
	dates := map[string]string{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 3 {
			return nil, fmt.Errorf("confirmed.txt:%d: %q has not the form: name | date | what works", n, line)
		}
		name, date, what := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return nil, fmt.Errorf("confirmed.txt:%d: %w", n, err)
		}
		rest, partly := strings.CutPrefix(what, "part: ")
		if what != "all" && (!partly || rest == "") {
			return nil, fmt.Errorf("confirmed.txt:%d: what works is %q; it must be \"all\", or \"part: \" and what an owner said", n, what)
		}
		if date >= dates[name] {
			dates[name], said[name] = date, what+" ("+date+")"
		}
	}
	return said, nil
}

// confirm puts what owners have confirmed into the rows.
func confirm(all []row, said map[string]string) error {
	for name, what := range said {
		found := false
		for i := range all {
			if all[i].name == name {
				all[i].confirmed, found = what, true
			}
		}
		if !found {
			return fmt.Errorf("confirmed.txt: there is no model %q", name)
		}
	}
	return nil
}
