package webbluetooth

import (
	"errors"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Bounds of the platform.
const (
	maxName  = 248 // bytes of a device name
	maxValue = 512 // bytes of a characteristic's value
)

var errNoFilters = errors.New("there is nothing to look for: give filters, or ask for all devices")

// requestOptions makes the options of navigator.bluetooth.requestDevice. The browser
// refuses all of them because of one that it does not like, so those are left out:
// empty or over-long names, and UUIDs that are none. Names that are listed twice are
// listed once. bytes makes a value that JavaScript takes for a BufferSource.
func requestOptions(filters []device.Filter, services []string, all bool, bytes func([]byte) any) (map[string]any, error) {
	options := map[string]any{"optionalServices": uuids(services)}
	if all {
		options["acceptAllDevices"] = true
		return options, nil
	}
	list := make([]any, 0, len(filters))
	seen := make(map[[2]string]bool, len(filters))
	for i := range filters {
		f := &filters[i]
		key := [2]string{}
		var value any
		switch {
		case f.Manufacturer != nil:
			data := map[string]any{"companyIdentifier": int(f.Manufacturer.Company)}
			if len(f.Manufacturer.Data) > 0 {
				data["dataPrefix"] = bytes(f.Manufacturer.Data)
			}
			list = append(list, map[string]any{"manufacturerData": []any{data}})
			continue
		case f.Service != "":
			uuid, _ := canonicalUUID(f.Service) // "" if it is none
			key, value = [2]string{"services", uuid}, []any{uuid}
		case f.Name != "":
			key, value = [2]string{"name", f.Name}, f.Name
		default:
			key, value = [2]string{"namePrefix", f.NamePrefix}, f.NamePrefix
		}
		if key[1] == "" || len(key[1]) > maxName || seen[key] {
			continue
		}
		seen[key] = true
		list = append(list, map[string]any{key[0]: value})
	}
	if len(list) == 0 {
		return nil, errNoFilters
	}
	options["filters"] = list
	return options, nil
}

// uuids keeps what is a UUID, once each, in the form that browsers demand.
func uuids(list []string) []any {
	result := make([]any, 0, len(list))
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		if uuid, ok := canonicalUUID(s); ok && !seen[uuid] {
			seen[uuid] = true
			result = append(result, uuid)
		}
	}
	return result
}

// canonicalUUID puts a UUID of 128 bits with dashes in lower case.
func canonicalUUID(s string) (string, bool) {
	if len(s) != 36 {
		return "", false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && strings.IndexByte("0123456789abcdefABCDEF", s[i]) < 0 {
			return "", false
		}
	}
	return ascii.ToLower(s), true
}
