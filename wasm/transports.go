//go:build js && wasm && !remote

package main

import (
	"context"
	"strings"

	"github.com/hack-pad/safejs"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/pagedevice"
	"github.com/gobuttplug/gobuttplug/internal/trace"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// transports are the ways to toys that are written in Go. The others are JavaScript, see
// web/src/transports, and need nothing here.
var transports = map[string]func(v *servers, o *server.Options) device.Scanner{
	"webbluetooth": func(v *servers, _ *server.Options) device.Scanner {
		known := v.config().Catalog
		return webbluetooth.New(webbluetooth.Options{Filters: known.Filters, Services: known.ServiceUUIDs, Log: v.out.Log})
	},
	"simulated": func(v *servers, o *server.Options) device.Scanner {
		o.Catalog = v.toys().Catalog(o.Catalog)
		return v.toys()
	},
}

// open adds the scanners for a list of transports with commas. Toys that other tabs reach
// too are claimed.
func (one *pageServer) open(v *servers, list string, o *server.Options) {
	for kind := range strings.SplitSeq(list, ",") {
		var scanner device.Scanner
		if open := transports[kind]; open != nil {
			scanner = open(v, o)
		} else if page := jsx.Get(safejs.Safe(v.transports), kind); !jsx.IsNullish(page) {
			scanner = pagedevice.New(page)
		} else {
			continue
		}
		page, _ := scanner.(*pagedevice.Scanner)
		if kind != "simulated" {
			claims := claim.Over(trace.Over(scanner, one.see), claim.WebLocks{}, func(address string) { one.Release(address, claim.ErrTakenOver) })
			one.claims = append(one.claims, claims)
			if bluetooth, ok := scanner.(*webbluetooth.Scanner); ok {
				one.bluetooth, one.claimed = bluetooth, claims
			}
			if page != nil {
				page.Appears = func(p device.Peripheral) {
					if one.Clients() == 0 {
						return // another server of the page may want it
					}
					go func() {
						if err := one.Connect(context.Background(), claims.Claim(p)); err != nil {
							v.out.Log(err.Error())
						}
					}()
				}
			}
			scanner = claims
		} else {
			scanner = trace.Over(scanner, one.see)
		}
		o.Scanners = append(o.Scanners, scanner)
	}
}
