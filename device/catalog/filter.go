package catalog

import (
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// maxFilterName is how many bytes of a name Web Bluetooth takes in a filter.
const maxFilterName = 248

// placeholder starts names in configuration files that stand for "has no name".
const placeholder = "Placeholder "

// Filters lists what a chooser must show: every name, name prefix, service and manufacturer data
// by which a toy of a supported protocol is found, once each. Names that Web Bluetooth does not
// take, of more than 248 bytes for example, are left out.
func (c *Catalog) Filters() []device.Filter {
	var filters []device.Filter
	seen := map[string]bool{}
	c.each(func(tag table.Tag, text string) {
		var f device.Filter
		key := text
		switch tag {
		case table.TagName, table.TagBareName:
			f.Name = text
			if strings.HasPrefix(text, placeholder) {
				return
			}
		case table.TagPrefix:
			f.NamePrefix, key = text, text+"\x00"
		case table.TagAdvertised:
			f.Service, key = table.LongUUID(text), text+"\x01"
		case table.TagManufacturer:
			m := table.Manufacturer(text)
			f.Manufacturer, key = &m, text+"\x02"
		default:
			return
		}
		if text != "" && len(text) <= maxFilterName && !seen[key] {
			seen[key] = true
			filters = append(filters, f)
		}
	})
	return filters
}

// ServiceUUIDs lists all GATT services that a supported protocol may look for, and the standard
// services for battery and device information, once each and in lower case.
func (c *Catalog) ServiceUUIDs() []string {
	uuids := []string{table.LongUUID("180f"), table.LongUUID("180a")}
	seen := map[string]bool{uuids[0]: true, uuids[1]: true}
	c.each(func(tag table.Tag, text string) {
		if tag != table.TagService {
			return
		}
		short, _, _ := strings.Cut(text, ",")
		if uuid := table.LongUUID(short); !seen[uuid] {
			seen[uuid] = true
			uuids = append(uuids, uuid)
		}
	})
	return uuids
}

// each calls f with every field of supported protocols.
func (c *Catalog) each(f func(tag table.Tag, text string)) {
	for _, layer := range c.tables {
		for t := layer(); t != ""; {
			var protocol, block string
			protocol, block, t = table.NextBlock(t)
			for supported := c.supported(protocol); supported && block != ""; {
				var tag table.Tag
				var text string
				tag, text, block = table.Next(block)
				f(tag, text)
			}
		}
	}
}
