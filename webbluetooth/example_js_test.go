//go:build js && wasm

package webbluetooth_test

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// A server for the toys that the user of the page chooses. It scans when a client asks it
// to, which has to be in a click.
func Example() {
	protocols := protocol.All()
	known := catalog.Builtin(protocols.Has)
	scanner := webbluetooth.New(webbluetooth.Options{Filters: known.Filters, Services: known.ServiceUUIDs})
	srv := server.New(server.Options{Catalog: known, Protocols: protocols, Scanners: []device.Scanner{scanner}})
	defer srv.Close()
}
