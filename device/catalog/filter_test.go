package catalog

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

func TestFiltersAreValidForWebBluetooth(t *testing.T) {
	filters := Builtin(all).Filters()
	assert.Equal(t, 830, len(filters))
	seen := map[string]bool{}
	for _, f := range filters {
		set := 0
		for _, text := range []string{f.Name, f.NamePrefix} {
			if text != "" {
				set++
				assert.LessOrEqual(t, len(text), 248)
				assert.True(t, utf8.ValidString(text))
			}
		}
		if f.Service != "" {
			set++
			uuid, ok := table.ParseUUID(f.Service)
			assert.True(t, ok && uuid == f.Service, f.Service)
		}
		key := fmt.Sprintf("%q %q %s", f.Name, f.NamePrefix, f.Service)
		if f.Manufacturer != nil {
			set++
			key += fmt.Sprint(*f.Manufacturer)
		}
		assert.Equal(t, 1, set, key)
		assert.False(t, seen[key], key)
		seen[key] = true
	}
}

func TestFiltersOfSupportedProtocols(t *testing.T) {
	only := func(protocol string) *Catalog { return Builtin(func(p string) bool { return p == protocol }) }
	assert.Empty(t, Builtin(func(string) bool { return false }).Filters())
	assert.Equal(t, []device.Filter{{NamePrefix: "SF "},
		{Manufacturer: &device.ManufacturerData{Company: 93, Data: []byte{0, 0, 0x27}}},
		{Manufacturer: &device.ManufacturerData{Company: 93, Data: []byte{0, 0, 0x28}}}}, only("satisfyer").Filters())
	assert.Equal(t, []device.Filter{{Service: adrienService}}, only("adrienlastic").Filters(), "nor a name that stands for none")
	assert.Equal(t, []device.Filter{{Manufacturer: &device.ManufacturerData{Company: 26698}}}, only("fluffer").Filters())
}

func TestServiceUUIDs(t *testing.T) {
	uuids := Builtin(all).ServiceUUIDs()
	seen := map[string]bool{}
	for _, uuid := range uuids {
		parsed, ok := table.ParseUUID(uuid)
		assert.True(t, ok && parsed == uuid && !seen[uuid], uuid)
		seen[uuid] = true
	}
	for _, fields := range blocks() {
		for _, text := range fields[table.TagService] {
			assert.True(t, seen[table.Service(text).UUID], text)
		}
	}
	assert.Equal(t, []string{"0000180f-0000-1000-8000-00805f9b34fb", "0000180a-0000-1000-8000-00805f9b34fb",
		"0000fe00-0000-1000-8000-00805f9b34fb"}, Builtin(func(p string) bool { return p == "cowgirl" }).ServiceUUIDs())
}
