package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// devicesFile is the list of models that the page can search.
const devicesFile = "devices.json"

func writeDevices(root, out string) error {
	file, err := filepath.Abs(filepath.Join(out, devicesFile))
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "run", "./device/catalog/internal/docs", "-json", file)
	cmd.Dir = root
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("write the list of devices: %w", err)
	}
	return nil
}
