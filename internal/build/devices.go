package main

import (
	"fmt"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

// devicesFile is the list of models that the page can search.
const devicesFile = "devices.json"

func writeDevices(root, out string) error {
	file, err := filepath.Abs(filepath.Join(out, devicesFile))
	if err != nil {
		return err
	}
	if err := (toolchain.Go{Dir: root}).Run("run", "./device/catalog/internal/docs", "-json", file); err != nil {
		return fmt.Errorf("write the list of devices: %w", err)
	}
	return nil
}
