package e2e

import (
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

func uuid(short string) string { return "0000" + short + "-0000-1000-8000-00805f9b34fb" }

// scanFor lets the client page scan with one toy in reach.
func scanFor(t *testing.T, p lab.Peripheral) (*lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	p.Address = address
	toy := c.Add(p)
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval("client.on('error', e => { globalThis.problem = e.message; })", nil)
	page.Eval("bluetooth()", nil)
	page.Eval("client.startScanning()", nil)
	return toy, page
}

// The chooser shows a toy because of what it advertises; the browser then tells the page
// nothing but the name.
func TestToysThatAreFoundByWhatTheyAdvertise(t *testing.T) {
	satisfyer := lab.Service{UUID: "51361500-c5e7-47c7-8a6e-47ebc99d80e8", Characteristics: []lab.Characteristic{
		{UUID: "51361501-c5e7-47c7-8a6e-47ebc99d80e8", Write: true}, {UUID: "51361502-c5e7-47c7-8a6e-47ebc99d80e8", WriteWithoutResponse: true}}}
	model := lab.Service{UUID: uuid("180a"), Characteristics: []lab.Characteristic{{UUID: uuid("2a24"), Read: true, Value: []byte{0, 0, 0x27, 0x19}}}}
	adrien := lab.Service{UUID: "6e400001-b5a3-f393-e0a9-e50e24dcca9e", Characteristics: []lab.Characteristic{
		{UUID: "6e400002-b5a3-f393-e0a9-e50e24dcca9e", Write: true, WriteWithoutResponse: true}}}
	for _, tt := range []struct {
		what string
		toy  lab.Peripheral
		want string
	}{
		{"manufacturer data", lab.Peripheral{Name: "Bunny", Manufacturer: []lab.ManufacturerData{{Company: 93, Data: []byte{0, 0, 0x27, 0x19}}},
			Services: []lab.Service{model, satisfyer}}, "Satisfyer Hot Bunny"},
		{"a service", lab.Peripheral{Name: "Palpitation", Advertised: []string{uuid("1320")}, Services: []lab.Service{adrien}}, "Adrien Lastic Device"},
		{"a service and a name", lab.Peripheral{Name: "LVS-S001", Advertised: []string{uuid("1320")}, Services: []lab.Service{adrien}}, "Adrien Lastic Palpitation"},
		{"a name alone", lab.Peripheral{Name: "LVS-Q", Services: lab.Lovense("", "", "").Services, Answer: lab.LovenseAnswer(hushID)}, hush},
	} {
		t.Run(tt.what, func(t *testing.T) {
			_, page := scanFor(t, tt.toy)
			page.Wait("client.devices.size === 1")
			var name string
			page.Eval("[...client.devices.values()][0].name", &name)
			assert.Equal(t, tt.want, name)
		})
	}
}

func TestToysThatAreNotWhatTheySeem(t *testing.T) {
	kettle := lab.Service{UUID: uuid("180f"), Characteristics: []lab.Characteristic{{UUID: uuid("2a19"), Read: true}}}
	for _, tt := range []struct{ what, name, want string }{
		{"a known name", "IMP 3", `The device "IMP 3" could not be connected: as deepsire: connect IMP 3: find the services: the device has none of the GATT services`},
		{"a name of two protocols", "LVS-S001", "Nor does it fit the other protocols that were tried: adrienlastic."},
	} {
		t.Run(tt.what, func(t *testing.T) {
			begin := time.Now()
			_, page := scanFor(t, lab.Peripheral{Name: tt.name, Services: []lab.Service{kettle}})
			page.Wait("events.includes('scanningfinished')")
			var problem string
			page.Eval("globalThis.problem", &problem)
			assert.Contains(t, problem, tt.want)
			assert.Less(t, time.Since(begin), 15*time.Second)
		})
	}
}
