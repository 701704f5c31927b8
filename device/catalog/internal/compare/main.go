// Compare tells in what the catalogue differs from an official device configuration file:
//
//	go run ./device/catalog/internal/compare buttplug-device-config-v5.json
//
// A maintainer has such a file from a release of the official server. Lines with + are in
// the file alone, lines with - in the catalogue alone; the text after "protocol: " is what
// toys.txt has or would have. Differences that are wanted stand in known.txt beside this
// program, each with its reason, and are not shown. It also names those that are gone.
//
// The exit code is 0 if nothing else differs, 1 if something does, 2 after an error.
package main

import (
	_ "embed"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/gobuttplug/gobuttplug/device/catalog/internal/notation"
)

//go:embed known.txt
var wanted string

func main() {
	toys := flag.String("toys", "device/catalog/toys.txt", "the catalogue")
	flag.Parse()
	same, err := run(os.Stdout, *toys, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(2)
	}
	if !same {
		os.Exit(1)
	}
}

func run(out io.Writer, toys string, files []string) (same bool, err error) {
	if len(files) != 1 {
		return false, fmt.Errorf("it needs one official device configuration file, such as buttplug-device-config-v5.json")
	}
	source, err := os.ReadFile(toys)
	if err != nil {
		return false, fmt.Errorf("%w; -toys says where it is", err)
	}
	table, err := notation.Compile(string(source))
	if err != nil {
		return false, fmt.Errorf("%s: %w", toys, err)
	}
	file, err := os.ReadFile(files[0])
	if err != nil {
		return false, err
	}
	theirs, version, err := official(file)
	if err != nil {
		return false, fmt.Errorf("%s: %w", files[0], err)
	}
	known, err := readKnown(wanted)
	if err != nil {
		return false, fmt.Errorf("known.txt: %w", err)
	}
	fresh, gone := differences(ours(table), theirs).without(known)
	for _, line := range fresh {
		fmt.Fprintln(out, line)
	}
	for _, line := range gone {
		fmt.Fprintf(out, "gone, take it out of known.txt: %s\n", line)
	}
	fmt.Fprintf(out, "Configuration %s: %d identifiers of %d protocols; %d differences that known.txt does not list, %d that it lists.\n",
		version, theirs.models(), theirs.protocols(), len(fresh), len(known)-len(gone))
	return len(fresh)+len(gone) == 0, nil
}
