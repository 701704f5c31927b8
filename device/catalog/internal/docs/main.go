// Docs writes the list of supported toys: as a page to read, and as data for the search
// of the page.
//
//	go run ./device/catalog/internal/docs -toys device/catalog/toys.txt -markdown docs/devices.md -json dist/devices.json
//
// Either output may be left out.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/gobuttplug/gobuttplug/device/catalog/internal/notation"
	"github.com/gobuttplug/gobuttplug/protocol"
)

func main() {
	toys := flag.String("toys", "device/catalog/toys.txt", "the catalogue, for its notes")
	markdown := flag.String("markdown", "", "the page to write")
	json := flag.String("json", "", "the data to write")
	flag.Parse()
	if err := run(*toys, *markdown, *json); err != nil {
		fmt.Fprintln(os.Stderr, "docs:", err)
		os.Exit(1)
	}
}

// allNotes are the notes of the catalogue, and why protocols are not supported.
func allNotes(source string) map[string][]string {
	notes := notation.Notes(source)
	for of, why := range protocol.Unsupported {
		notes[of] = append(notes[of], "Not supported, so not offered: "+why+".")
	}
	return notes
}

func run(toys, markdown, json string) error {
	source, err := os.ReadFile(toys)
	if err != nil {
		return fmt.Errorf("%w; -toys says where it is", err)
	}
	notes := allNotes(string(source))
	list, err := rows()
	if err != nil {
		return err
	}
	if markdown != "" {
		if err := os.WriteFile(markdown, page(list, notes), 0o644); err != nil {
			return err
		}
	}
	if json != "" {
		return os.WriteFile(json, data(list, notes), 0o644)
	}
	return nil
}
