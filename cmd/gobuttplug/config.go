//go:build !js

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// configuration is what is known of toys, with the files of the user on top.
type configuration struct {
	*catalog.Loaded
	userFile string   // where settings are saved; "" for nowhere
	notes    []string // what the user should know about the files
}

// readConfig reads a base file and a user file; "" is none. A user file that does not
// exist yet is made later. One that can't be used is copied, because it will be written
// over, and left out; a base file that can't be used is an error.
func readConfig(base, user string) (*configuration, error) {
	var baseText, userText []byte
	var err error
	if base != "" {
		if baseText, err = os.ReadFile(base); err != nil {
			return nil, fmt.Errorf("--device-config: %w", err)
		}
	}
	if user != "" {
		if userText, err = os.ReadFile(user); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("--user-device-config: %w", err)
		}
	}
	c := &configuration{userFile: user}
	shipped := catalog.Builtin(protocol.All().Has).WithModels(simulated.Models)
	c.Loaded, err = shipped.Load(baseText, userText)
	if wrong, ok := errors.AsType[*catalog.ConfigError](err); ok && wrong.File == catalog.UserFile {
		aside := user + ".unreadable"
		if copying := os.WriteFile(aside, userText, 0o600); copying != nil {
			return nil, fmt.Errorf("--user-device-config %s: %w; and no copy of it can be kept: %w", user, err, copying)
		}
		c.notes = append(c.notes, fmt.Sprintf("--user-device-config %s: %v; it is left out, and a copy is in %s", user, err, aside))
		c.Loaded, err = shipped.Load(baseText, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("--device-config %s: %w", base, err)
	}
	for _, warning := range c.Warnings {
		c.notes = append(c.notes, "device configuration: "+warning.String())
	}
	return c, nil
}

// keep tells the notes and saves the settings after every change, until the function
// returned is called, which saves what has not been saved yet.
func (c *configuration) keep(log func(line string)) (end func()) {
	for _, note := range c.notes {
		log(note)
	}
	if c.userFile == "" {
		return func() {}
	}
	changed := make(chan struct{}, 1)
	quit := make(chan struct{})
	done := make(chan struct{})
	c.Settings.OnChange(func() {
		select {
		case changed <- struct{}{}:
		default: // what is to be saved is looked at later
		}
	})
	save := func() {
		if err := writeWhole(c.userFile, c.Settings.AppendFile(nil)); err != nil {
			log("the device settings could not be saved, chosen with --user-device-config: " + err.Error())
		}
	}
	go func() {
		defer close(done)
		for {
			select {
			case <-changed:
				save()
			case <-quit:
				select {
				case <-changed:
					save()
				default:
				}
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-done
	}
}

// writeWhole replaces a file in one step: whoever reads it finds the old or the new
// content, also after a crash.
func writeWhole(name string, content []byte) error {
	mode := fs.FileMode(0o600)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Chmod(mode), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), name)
	}
	if err != nil {
		_ = os.Remove(file.Name()) // the error that matters is err
	}
	return err
}
