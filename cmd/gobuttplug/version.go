//go:build !js

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"github.com/gobuttplug/gobuttplug/message"
)

// version prints which program this is.
func version(_ context.Context, args []string, stdout, stderr io.Writer) error {
	if err := parse(flag.NewFlagSet("version", flag.ContinueOnError), args, stderr); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "gobuttplug %s, protocol versions 0 to %d.%d, %s %s/%s\n",
		moduleVersion(), message.SpecMajor, message.SpecMinor, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// moduleVersion is the version that the program was built from.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(unknown version)"
	}
	return info.Main.Version
}
