//go:build js && wasm && !remote

package main

import (
	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// config is what is known of toys, with the user's files on top: what is known of models,
// and the settings for single toys. All servers of the page share it. The caller holds mu.
func (v *servers) config() *catalog.Loaded {
	if v.loaded == nil {
		v.loaded, _ = shipped().Load(nil, nil) // without files there is nothing that could be wrong
		v.follow()
	}
	return v.loaded
}

// shipped is what is known without the user's files.
func shipped() *catalog.Catalog {
	return catalog.Builtin(protocol.All().Has).WithModels(simulated.Models)
}

// follow passes on changes of the user file. The caller holds mu.
func (v *servers) follow() {
	settings := v.loaded.Settings
	settings.FollowModel()
	settings.OnChange(func() { v.tell.UserFile(settings.AppendFile(nil)) })
}

// configure takes request and the texts of a base file and a user file, "" for none. They
// replace those before, unless something is wrong with them or clients use what is there.
func (v *servers) configure(a args) {
	v.mu.Lock()
	defer v.mu.Unlock()
	loaded, err := shipped().Load(content(a.text(1)), content(a.text(2)))
	if err == nil && !v.retire() {
		err = &client.Error{Class: client.ConnectorError, Op: "load the device configuration", Err: inpage.ErrConfigInUse}
	}
	if err != nil {
		v.tell.Configured(a.request(0), nil, nil, err)
		return
	}
	v.loaded = loaded
	v.follow()
	v.tell.Configured(a.request(0), loaded.Warnings, loaded.Added, nil)
}

// retire gives up all servers, whose catalogue is an old one then; false: clients use them.
// The caller holds mu.
func (v *servers) retire() bool {
	for _, one := range v.all {
		if one.Clients() > 0 {
			return false
		}
	}
	for devices, one := range v.all {
		delete(v.all, devices)
		go one.Close() // what it could tell, its clients would be told
	}
	return true
}

// setDevices takes request and the text of a user file with new settings for single toys.
// They count from the next connection of a toy on.
func (v *servers) setDevices(a args) {
	v.mu.Lock()
	defer v.mu.Unlock()
	settings := v.config().Settings
	warnings, err := settings.Update([]byte(a.text(1)))
	v.tell.Configured(a.request(0), warnings, nil, err)
	if err == nil {
		v.tell.UserFile(settings.AppendFile(nil))
	}
}

// content is what a file has in it; nil if there is no file.
func content(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}
