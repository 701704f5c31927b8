//go:build !js

// Gobuttplug is a Buttplug server, and tools around it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// command is a subcommand. Each has a file of its own.
type command struct {
	name, summary string
	// run does it until it is done or ctx ends. Args are what follows the name.
	run func(ctx context.Context, args []string, stdout, stderr io.Writer) error
}

var commands = []command{
	{"serve", "run a WebSocket server with real or simulated toys, and serve the page", serve},
	{"conformance", "check a client against every scenario of the protocol; --self checks ours", runConformance},
	{"version", "print the version", version},
}

// errUsage tells that the command line is wrong; what is wrong was printed already.
var errUsage = errors.New("wrong usage")

// stopTime is how long the toys have to take their stop, whatever signals come meanwhile.
const stopTime = time.Second

func main() {
	signal.Ignore(syscall.SIGPIPE) // who reads our output may be gone: toys are to be stopped all the same
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() { time.AfterFunc(stopTime, stop) }) // then a second signal ends the process at once
	ctx, end := context.WithCancel(ctx)
	if !signal.Ignored(syscall.SIGHUP) { // the terminal is closed; with nohup that is no reason to end
		closed := make(chan os.Signal, 1)
		signal.Notify(closed, syscall.SIGHUP) // for good: shells send it again
		go func() { <-closed; end() }()
	}
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run runs a subcommand and returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return 2
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		usage(stdout)
		return 0
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		switch err := c.run(ctx, args[1:], stdout, stderr); {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage):
			return 2
		default:
			fmt.Fprintf(stderr, "gobuttplug %s: %v\n", c.name, err)
			return 1
		}
	}
	fmt.Fprintf(stderr, "gobuttplug: there is no command %q.\n", args[0])
	usage(stderr)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Usage: gobuttplug COMMAND [FLAGS]\n\nCommands:\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-12s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\ngobuttplug COMMAND --help lists the flags of a command.\n")
}

// parse reads the flags of a subcommand that takes nothing else.
func parse(flags *flag.FlagSet, args []string, stderr io.Writer) error {
	flags.SetOutput(io.Discard) // it would put all flags below an error
	flags.Usage = func() {}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(stderr, "Usage: gobuttplug %s [FLAGS]\n\nFlags:\n", flags.Name())
		listed := flag.NewFlagSet("", flag.ContinueOnError)
		listed.SetOutput(stderr)
		flags.VisitAll(func(f *flag.Flag) {
			if f.Usage != hidden {
				listed.Var(f.Value, f.Name, f.Usage)
			}
		})
		listed.PrintDefaults()
		return err
	case err != nil:
		fmt.Fprintf(stderr, "gobuttplug %s: %v\ngobuttplug %[1]s --help lists the flags.\n", flags.Name(), err)
		return errUsage
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "gobuttplug %s takes flags only, not %q.\n", flags.Name(), flags.Arg(0))
		return errUsage
	}
	return nil
}
