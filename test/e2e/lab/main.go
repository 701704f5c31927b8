package lab

import (
	"fmt"
	"os"
	"testing"
)

// Main is the TestMain of a package whose tests share a browser. They need these files,
// which `make build examples` makes.
func Main(m *testing.M, browser **Browser, built ...string) {
	os.Exit(run(m, browser, built))
}

func run(m *testing.M, browser **Browser, built []string) int {
	for _, file := range built {
		if _, err := os.Stat(file); err != nil {
			fmt.Fprintln(os.Stderr, "something is not built; run `make build examples` first:", err)
			return 1
		}
	}
	b, err := Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer b.Close()
	*browser = b
	return m.Run()
}
