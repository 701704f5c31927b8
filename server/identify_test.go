package server

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// chosenToy is a toy as a browser gives it: of the advertisement only the name is known.
type chosenToy struct {
	name     string
	services []string          // that it has
	lacks    []device.Endpoint // in them
}

func (c *chosenToy) Advertisement() device.Advertisement {
	return device.Advertisement{Address: "chosen", Name: c.name}
}

// Connect implements device.Peripheral as package webbluetooth does.
func (c *chosenToy) Connect(_ context.Context, wanted device.Wanted) (device.Link, error) {
	var endpoints []device.Endpoint
	for _, s := range wanted.Services {
		for _, has := range c.services {
			for _, ch := range s.Characteristics {
				if s.UUID == has && !slices.Contains(c.lacks, ch.Endpoint) {
					endpoints = append(endpoints, ch.Endpoint)
				}
			}
		}
	}
	has := func(e device.Endpoint) bool { return slices.Contains(endpoints, e) }
	if !wanted.Needs.Any(has) {
		return nil, device.ErrNoEndpoint
	}
	if err := wanted.Check(has); err != nil {
		return nil, err
	}
	return faketoy.New(device.DefaultGap, endpoints...), nil
}

// choose scans with the built-in catalogue; the user chooses toy. It gives the list of
// devices and the errors that the client gets.
func choose(t *testing.T, toy *chosenToy) (devices []*device.Definition, errors []string) {
	synctest.Test(t, func(t *testing.T) {
		known := catalog.Builtin(protocol.All().Has)
		srv := New(Options{Catalog: known, Protocols: protocol.All(), Scanners: []device.Scanner{&fakeScanner{
			scan: func(_ context.Context, started func(), found func(device.Peripheral)) error {
				started()
				found(toy)
				return nil
			},
		}}})
		defer func() { require.NoError(t, srv.Close()) }()
		finished := make(chan struct{})
		session := srv.Open(func(m message.Message) {
			switch m := m.(type) {
			case *message.Error:
				errors = append(errors, m.Text)
			case *message.DeviceList:
				devices = m.Devices
			case *message.ScanningFinished:
				close(finished)
			}
		})
		session.Handle(&message.RequestServerInfo{Header: message.Header{ID: 1}, ClientName: "test", Major: 4})
		begin := time.Now()
		session.Handle(&message.StartScanning{Header: message.Header{ID: 2}})
		<-finished
		assert.Less(t, time.Since(begin), 2*time.Minute, "it does not hang")
		synctest.Wait()
	})
	return devices, errors
}

func uuid(short string) string { return "0000" + short + "-0000-1000-8000-00805f9b34fb" }

func TestToysOfWhichABrowserTellsOnlyTheName(t *testing.T) {
	const lovenseService = "53300001-0023-4bd4-bbd5-a6920e4c5653"
	for _, tt := range []struct {
		what string
		toy  chosenToy
		want string
	}{
		{"the name says it all", chosenToy{name: "IMP 3", services: []string{uuid("ffe0")}}, "Kuirkish Imp 3"},
		{"a name that is a model's, but not an advertised one", chosenToy{name: "LVS-S001", services: []string{adrienServiceOf(t)}}, "Adrien Lastic Palpitation"},
		{"no name: its services tell", chosenToy{services: []string{lovenseService}}, "Lovense Device"},
		{"a name that nobody knows", chosenToy{name: "My toy", services: []string{lovenseService}}, "Lovense Device"},
	} {
		t.Run(tt.what, func(t *testing.T) {
			devices, errors := choose(t, &tt.toy)
			require.Len(t, devices, 1, "%q", errors)
			assert.Equal(t, tt.want, devices[0].Name)
			assert.Empty(t, errors)
		})
	}
}

// adrienServiceOf is the service that toys of adrienlastic are driven by.
func adrienServiceOf(t *testing.T) string {
	for _, m := range catalog.Builtin(protocol.All().Has).Match(&device.Advertisement{Name: "LVS-S001"}) {
		if m.Protocol == "adrienlastic" {
			return m.Services[0].UUID
		}
	}
	require.Fail(t, "adrienlastic is no candidate")
	return ""
}

func TestToysThatAreNotWhatTheirNamePromises(t *testing.T) {
	for _, tt := range []struct {
		what string
		toy  chosenToy
		want string
	}{
		{"other services", chosenToy{name: "IMP 3", services: []string{uuid("180f")}},
			`The device "IMP 3" could not be connected: as deepsire: ` + device.ErrNoEndpoint.Error() + "."},
		{"no services", chosenToy{name: "J-Rainbow"}, `The device "J-Rainbow" could not be connected: as joyhub: `},
		{"several candidates", chosenToy{name: "LVS-S001", services: []string{uuid("1812")}},
			`as lovense: ` + device.ErrNoEndpoint.Error() + ". Nor does it fit the other protocols that were tried: adrienlastic."},
		{"one of two services", chosenToy{name: "Sinloli", services: []string{uuid("ff90")}},
			"as hismith-mini: the device lacks what it is driven with: tx (characteristic " + uuid("ffe9") + " of service " + uuid("ffe5") + "). "},
		{"part of what the second candidate needs", chosenToy{name: "Kettle", services: []string{"53300031-0060-4bd4-bbe5-a6920e4c5663"}, lacks: []device.Endpoint{device.Tx}},
			"as fluffer: the device lacks what it is driven with: tx"},
		{"a service that proves nothing", chosenToy{name: "Kettle", services: []string{uuid("180a")}},
			"Nor does it fit the other protocols that were tried: "},
		{"no known name", chosenToy{name: "Kettle", services: []string{uuid("1812")}},
			"Nor does it fit the other protocols that were tried: tcode-v03, adrienlastic, fluffer, satisfyer, svakom-iker."},
	} {
		t.Run(tt.what, func(t *testing.T) {
			devices, errors := choose(t, &tt.toy)
			assert.Empty(t, devices)
			require.Len(t, errors, 1)
			assert.Contains(t, errors[0], tt.want)
		})
	}
}

// TestEveryFilterLeadsToAProtocol: whatever the chooser shows, because of a name, data or a
// service that the platform then does not tell, there is a protocol to try.
func TestEveryFilterLeadsToAProtocol(t *testing.T) {
	known := catalog.Builtin(protocol.All().Has)
	for _, f := range known.Filters() {
		name := f.Name + f.NamePrefix
		matches := known.Match(&device.Advertisement{Name: name})
		require.NotEmpty(t, matches, "%+v", f)
		told := device.Advertisement{Name: name, Services: []string{f.Service}, ManufacturerData: []device.ManufacturerData{}}
		if f.Manufacturer != nil {
			told.ManufacturerData = []device.ManufacturerData{*f.Manufacturer}
		}
		with := known.Match(&told)
		require.NotEmpty(t, with, "%+v", f)
		names := make([]string, 0, len(matches))
		for _, m := range matches {
			names = append(names, m.Protocol)
			require.NotEmpty(t, m.Services, "%+v: %s", f, m.Protocol)
		}
		assert.Contains(t, strings.Join(names, " "), with[0].Protocol, "%+v", f)
	}
}
