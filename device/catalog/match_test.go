package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

const (
	adrienService  = "00001320-0000-1000-8000-00805f9b34fb"
	lovenseService = "53300001-0023-4bd4-bbd5-a6920e4c5653" // of xiuxiuda's toys too
)

func protocols(matches []device.Match) []string {
	names := []string{}
	for _, m := range matches {
		names = append(names, m.Protocol)
	}
	return names
}

func TestMatch(t *testing.T) {
	told := []device.ManufacturerData{} // the platform tells, but there is none
	data := func(company uint16, bytes ...byte) []device.ManufacturerData {
		return []device.ManufacturerData{{Company: 1, Data: []byte{1}}, {Company: company, Data: bytes}}
	}
	tests := []struct {
		name string
		adv  device.Advertisement
		want []string
	}{
		{"exact name", device.Advertisement{Name: "J-Rainbow"}, []string{"joyhub"}},
		{"name without a model of its own", device.Advertisement{Name: "4D08"}, []string{"amorelie-joy"}},
		{"name with a control character", device.Advertisement{Name: "\aHISMITH"}, []string{"hismith"}},
		{"name with trailing spaces", device.Advertisement{Name: "MV Poco     "}, []string{"mysteryvibe"}},
		{"such a name trimmed", device.Advertisement{Name: "MV Poco", ManufacturerData: told}, []string{}},
		{"names are case-sensitive", device.Advertisement{Name: "j-rainbow", ManufacturerData: told}, []string{}},
		{"part of a name", device.Advertisement{Name: "J-Rainbo", ManufacturerData: told}, []string{}},
		{"prefix", device.Advertisement{Name: "LVS-Z011"}, []string{"lovense"}},
		{"all of a prefix", device.Advertisement{Name: "LVS-"}, []string{"lovense"}},
		{"part of a prefix", device.Advertisement{Name: "LVS", ManufacturerData: told}, []string{}},
		{"identifier that is no name", device.Advertisement{Name: "10005", ManufacturerData: told}, []string{}},
		{"prefix before service", device.Advertisement{Name: "XXD-Lush1", Services: []string{lovenseService}}, []string{"xiuxiuda", "lovense"}},
		{"service", device.Advertisement{Name: "?", Services: []string{"x", lovenseService}}, []string{"lovense"}},
		{"service without a name", device.Advertisement{Services: []string{adrienService}}, []string{"adrienlastic"}},
		{"manufacturer data of any length", device.Advertisement{ManufacturerData: data(26698)}, []string{"fluffer"}},
		{"start of manufacturer data", device.Advertisement{Name: "?", ManufacturerData: data(93, 0, 0, 0x27, 9)}, []string{"satisfyer"}},
		{"bytes within manufacturer data", device.Advertisement{Name: "?", ManufacturerData: data(93, 8, 0, 0, 0x27)}, []string{"satisfyer"}},
		{"other manufacturer data", device.Advertisement{Name: "?", ManufacturerData: data(93, 0, 0, 0x26)}, []string{}},
		{"shorter manufacturer data", device.Advertisement{Name: "?", ManufacturerData: data(93, 0, 0)}, []string{}},
		{"other company", device.Advertisement{Name: "?", ManufacturerData: data(94, 0, 0, 0x27)}, []string{}},
		{"name before manufacturer data", device.Advertisement{Name: "Iker", ManufacturerData: data(26698)}, []string{"svakom-iker", "fluffer"}},
		{"manufacturer data before service",
			device.Advertisement{Name: "?", ManufacturerData: data(26698), Services: []string{lovenseService}}, []string{"fluffer", "lovense"}},
		{"service and a model's name before prefix",
			device.Advertisement{Name: "LVS-S001", Services: []string{adrienService}}, []string{"adrienlastic", "lovense"}},
		{"the same name without the service", device.Advertisement{Name: "LVS-S001", Services: []string{}}, []string{"lovense"}},
		{"the same name where services aren't told", device.Advertisement{Name: "LVS-S001"}, []string{"lovense", "adrienlastic"}},
		{"a model's name where manufacturer data is not told", device.Advertisement{Name: "FDG2G"}, []string{"fluffer"}},
		{"a name of two protocols with manufacturer data", device.Advertisement{Name: "MB Controller", ManufacturerData: data(26698)}, []string{"fluffer", "motorbunny"}},
		{"nothing fits where only the name is told", device.Advertisement{Name: "?"},
			[]string{"lovense", "tcode-v03", "adrienlastic", "fluffer", "satisfyer", "svakom-iker"}},
		{"nothing is told", device.Advertisement{},
			[]string{"lovense", "tcode-v03", "adrienlastic", "fluffer", "satisfyer", "svakom-iker"}},
		{"nothing fits", device.Advertisement{Name: "?", Services: []string{}}, []string{}},
		{"a field of the table for a name", device.Advertisement{Name: "4D08\x014D02", ManufacturerData: told}, []string{}},
		{"a tag for a name", device.Advertisement{Name: "\x00", ManufacturerData: told}, []string{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, protocols(Builtin(all).Match(&test.adv)))
		})
	}
}

func TestMatchOffersSupportedProtocolsOnly(t *testing.T) {
	c := Builtin(func(p string) bool { return p != "xiuxiuda" && p != "joyhub" })
	assert.Equal(t, []string{"lovense"}, protocols(c.Match(&device.Advertisement{Name: "XXD-Lush1", Services: []string{lovenseService}})))
	assert.Empty(t, c.Match(&device.Advertisement{Name: "J-Rainbow", Services: []string{}}))
}

func TestMatchServices(t *testing.T) {
	c := Builtin(all)
	assert.Equal(t, []device.Match{{Protocol: "ankni", Services: []device.Service{
		{UUID: "0000180a-0000-1000-8000-00805f9b34fb", Characteristics: []device.Characteristic{
			{Endpoint: "generic0", UUID: "00002a50-0000-1000-8000-00805f9b34fb"}}},
		{UUID: "0000fe00-0000-1000-8000-00805f9b34fb", Characteristics: []device.Characteristic{
			{Endpoint: device.Tx, UUID: "0000fe01-0000-1000-8000-00805f9b34fb"}}},
		{UUID: "0000fffe-0000-1000-8000-00805f9b34fb", Characteristics: []device.Characteristic{
			{Endpoint: device.Tx, UUID: "0000fe02-0000-1000-8000-00805f9b34fb"}}},
	}}}, c.Match(&device.Advertisement{Name: "DSJM"}))

	named := c.Match(&device.Advertisement{Name: "LVS-A1"})[0]
	require.Len(t, named.Services, 41)
	assert.Equal(t, device.Service{UUID: lovenseService, Characteristics: []device.Characteristic{
		{Endpoint: device.Tx, UUID: "53300002-0023-4bd4-bbd5-a6920e4c5653"},
		{Endpoint: device.Rx, UUID: "53300003-0023-4bd4-bbd5-a6920e4c5653"}}}, service(t, named, lovenseService))

	unnamed := c.Match(&device.Advertisement{Name: "?"})[0]
	assert.Len(t, unnamed.Services, 38, "a service of half the world proves nothing without a name")
	for _, s := range unnamed.Services {
		assert.NotEqual(t, "0000fff0-0000-1000-8000-00805f9b34fb", s.UUID)
	}
}

func service(t *testing.T, m device.Match, uuid string) device.Service {
	t.Helper()
	for _, s := range m.Services {
		if s.UUID == uuid {
			return s
		}
	}
	require.Fail(t, "no service "+uuid)
	return device.Service{}
}

// TestEveryNameAndPrefixIsOfOneProtocol: with its name alone a toy is of one protocol.
// The one exception was sold with two firmwares.
func TestEveryNameAndPrefixIsOfOneProtocol(t *testing.T) {
	c := Builtin(all)
	n := 0
	of := map[string]string{}
	for protocol, fields := range blocks() {
		names := slices.Concat(fields[table.TagName], fields[table.TagBareName], fields[table.TagPrefix])
		for _, prefix := range fields[table.TagPrefix] {
			names = append(names, prefix+"0")
		}
		for _, name := range names {
			n++
			want := []string{protocol}
			if name == "MB Controller" {
				want = []string{"motorbunny", "fluffer"}
			}
			assert.Equal(t, want, protocols(c.Match(&device.Advertisement{Name: name})), name)
			of[name] = protocol
		}
	}
	assert.Greater(t, n, 700)
	for protocol, fields := range blocks() {
		for _, prefix := range fields[table.TagPrefix] {
			for name := range of {
				assert.True(t, of[name] == protocol || !strings.HasPrefix(name, prefix), "%s of %s starts like %s", name, of[name], protocol)
			}
		}
	}
}

func FuzzMatch(f *testing.F) {
	c := Builtin(all)
	for _, name := range []string{"", "LVS-S001", "\x00", "a\x01b", "MV Poco     ", "火箭X7"} {
		f.Add(name, uint16(93), []byte{0, 0, 0x27}, adrienService)
	}
	f.Fuzz(func(t *testing.T, name string, company uint16, data []byte, service string) {
		adv := device.Advertisement{Name: name, Services: []string{service},
			ManufacturerData: []device.ManufacturerData{{Company: company, Data: data}}}
		for _, m := range c.Match(&adv) {
			assert.NotEmpty(t, m.Services)
			_, ok := c.Define(m.Protocol, name)
			assert.True(t, ok)
		}
	})
}
