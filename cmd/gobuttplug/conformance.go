//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/internal/conformance"
)

// conformanceFlags are what the command line of "gobuttplug conformance" can set.
type conformanceFlags struct {
	port          uint
	scenario      string
	format        string
	timeout, wait time.Duration
	self, list    bool
}

// runConformance plays scenarios to a client and checks what it does. It ends when every
// scenario was played.
func runConformance(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	var f conformanceFlags
	flags := flag.NewFlagSet("conformance", flag.ContinueOnError)
	flags.UintVar(&f.port, "port", 12345, "`port` to listen at; 0 for any that is free")
	flags.StringVar(&f.scenario, "scenario", "", "play this scenario only")
	flags.StringVar(&f.format, "format", string(conformance.Text), "how results are written, text or json")
	flags.DurationVar(&f.timeout, "timeout", conformance.DefaultTimeout, "how long a step waits for the client")
	flags.DurationVar(&f.wait, "wait", time.Minute, "how long to wait for the next scenario to be played")
	flags.BoolVar(&f.self, "self", false, "play to the client of this program")
	flags.BoolVar(&f.list, "list", false, "list the scenarios, which are at ws://127.0.0.1:PORT/NAME, and what a client does in each, and play nothing")
	if err := parse(flags, args, stderr); err != nil {
		return err
	}
	scenarios, err := f.check()
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "gobuttplug conformance:", err)
		return errUsage
	case f.list:
		listScenarios(stdout, scenarios)
		return nil
	case f.self:
		return f.playSelf(ctx, scenarios, stdout)
	}
	return f.serve(ctx, scenarios, stdout, stderr)
}

// check gives the scenarios that are meant.
func (f *conformanceFlags) check() ([]conformance.Scenario, error) {
	formats := []conformance.Format{conformance.Text, conformance.JSON}
	switch {
	case !slices.Contains(formats, conformance.Format(f.format)):
		return nil, fmt.Errorf("--format %q is neither text nor json", f.format)
	case f.port > math.MaxUint16:
		return nil, fmt.Errorf("--port %d is not within 0 and 65535", f.port)
	case f.timeout <= 0 || f.wait <= 0:
		return nil, errors.New("--timeout and --wait must be more than 0")
	case f.scenario == "":
		return conformance.Scenarios(), nil
	}
	one, err := conformance.Find(f.scenario)
	return []conformance.Scenario{one}, err
}

func listScenarios(w io.Writer, scenarios []conformance.Scenario) {
	for _, s := range scenarios {
		fmt.Fprintf(w, "%s: %s\n", s.Name, s.About)
		for i, step := range s.Steps() {
			fmt.Fprintf(w, "  %2d %s\n", i+1, step)
		}
	}
}

func (f *conformanceFlags) playSelf(ctx context.Context, scenarios []conformance.Scenario, stdout io.Writer) error {
	var written error
	err := conformance.Self(ctx, conformance.Names(scenarios), conformance.Options{Timeout: f.timeout, Result: func(r conformance.Result) {
		written = errors.Join(written, r.Write(stdout, conformance.Format(f.format)))
	}})
	return errors.Join(err, written)
}

// serve plays each scenario to whoever connects.
func (f *conformanceFlags) serve(ctx context.Context, scenarios []conformance.Scenario, stdout, stderr io.Writer) error {
	listener, err := listen("127.0.0.1", "port", f.port)
	if err != nil {
		return err
	}
	results := make(chan conformance.Result)
	ended := make(chan struct{})
	h := conformance.New(conformance.Options{Timeout: f.timeout, Result: func(r conformance.Result) {
		select {
		case results <- r:
		case <-ended:
		}
	}})
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	for _, s := range scenarios {
		fmt.Fprintf(stderr, "ws://%s/%s\n", listener.Addr(), s.Name)
	}

	err = f.collect(ctx, scenarios, results, stdout)
	close(ended)
	h.Close()
	err = errors.Join(err, server.Close())
	<-served
	return err
}

// collect writes results until each scenario has one. The error tells which have failed,
// and which were not played.
func (f *conformanceFlags) collect(ctx context.Context, scenarios []conformance.Scenario, results <-chan conformance.Result, stdout io.Writer) error {
	missing := conformance.Names(scenarios)
	failed := map[string]error{} // by the last result of each
	for len(missing) > 0 {
		select {
		case r := <-results:
			if err := r.Write(stdout, conformance.Format(f.format)); err != nil {
				return err
			}
			failed[r.Scenario] = r.Err()
			missing = slices.DeleteFunc(missing, func(name string) bool { return name == r.Scenario })
		case <-time.After(f.wait):
			return fmt.Errorf("nobody connected within %s; not played: %s", f.wait, strings.Join(missing, ", "))
		case <-ctx.Done():
			return fmt.Errorf("ended; not played: %s", strings.Join(missing, ", "))
		}
	}
	var all []error
	for _, s := range scenarios {
		all = append(all, failed[s.Name])
	}
	return errors.Join(all...)
}
