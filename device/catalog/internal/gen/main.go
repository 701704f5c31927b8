// Gen makes the table that is linked into programs from toys.txt. It is run by
//
//	go generate ./device/catalog
//
// in whose folder it reads toys.txt and writes table_gen.go.
package main

import (
	"fmt"
	"os"

	"github.com/gobuttplug/gobuttplug/device/catalog/internal/notation"
)

func main() {
	if err := run("toys.txt", "table_gen.go"); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(from, to string) error {
	source, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	toys, err := notation.Compile(string(source))
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return os.WriteFile(to, notation.GoFile(toys), 0o644)
}
