package main

import (
	"fmt"
	"os"

	"github.com/gobuttplug/gobuttplug/internal/build/lean"
	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

// writeSteps writes the module as it is after each step that makes it smaller, so that
// scripts/size can tell what each of them gains.
func writeSteps(root, out string) error {
	dir, err := os.MkdirTemp("", "gobuttplug")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	workspace, err := lean.Workspace(root, dir)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil { // what another build of other steps has left
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for n, step := range []struct {
		name   string
		env    []string
		shrunk bool
	}{
		{"plain", nil, false},
		{"shrunk", nil, true},
		{"safejs without fmt", workspace, true},
	} {
		module, err := whole.goBuild(root, dir, step.env)
		if err != nil {
			return err
		}
		if step.shrunk {
			shrunk, err := shrink.Module(module)
			if err != nil {
				return err
			}
			module = shrunk.Module
		}
		if err := write(out, fmt.Sprintf("%d %s.wasm", n, step.name), module); err != nil {
			return err
		}
	}
	return nil
}
