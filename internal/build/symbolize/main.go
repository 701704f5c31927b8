// Command symbolize puts functions and lines into a crash report of the module:
//
//	go -C internal/build run ./symbolize ../../dist/symbols.json.gz <report.txt
//
// The report is what the console shows; the file is of the build that crashed.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/gobuttplug/gobuttplug/internal/build/symbols"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "symbolize:", err)
		os.Exit(1)
	}
}

func run(args []string) (err error) {
	if len(args) != 1 {
		return errors.New("name the " + symbols.File + " of the build that crashed, and hand the report to the standard input")
	}
	file, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	table, err := symbols.Read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return table.Symbolize(os.Stdout, os.Stdin)
}
