package catalog

import (
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// protocols reads the protocol entries of either file. Only those of a base file have
// defaults for models to inherit from.
//
//go:noinline
func (l *loader) protocols(root *jsonx.Field, base bool) {
	l.object(root, "protocols", func(name string, f *jsonx.Field) {
		if f.Kind() != jsonx.Object {
			f.Fail("an object")
		} else if !l.catalog.supported(name) {
			l.warn(f.Path(), "is not a protocol that is supported; it is left out")
		} else {
			l.list(f, "communication", func(_ int, f *jsonx.Field) { l.communication(name, f) })
			l.models(name, f, base)
		}
	})
}

// communication reads one way to find a protocol's toys. Only Bluetooth LE counts.
func (l *loader) communication(protocol string, f *jsonx.Field) {
	kind, btle := f.Only()
	if l.Err != nil {
		return
	}
	if kind != "btle" {
		if !strings.Contains(" serial usb hid xinput lovense_connect_service websocket ", " "+kind+" ") {
			l.warn(f.Path(), "is of an unknown kind; it is left out")
		}
		return
	}
	start := len(l.out)
	l.put(table.TagProtocol, protocol)
	empty := len(l.out)
	l.list(&btle, "names", func(_ int, f *jsonx.Field) {
		if name := l.asText(f); strings.HasSuffix(name, "*") {
			l.put(table.TagPrefix, name[:len(name)-1])
		} else if name != "" {
			l.put(table.TagBareName, name)
		}
	})
	l.list(&btle, "manufacturer_data", func(_ int, f *jsonx.Field) {
		m := device.ManufacturerData{Company: uint16(l.number(f, "company", 0xFFFF))}
		l.list(f, "data", func(_ int, f *jsonx.Field) { m.Data = append(m.Data, byte(f.Int(0, 0xFF))) })
		l.put(table.TagManufacturer, table.ManufacturerText(m))
	})
	l.list(&btle, "advertised_services", func(_ int, f *jsonx.Field) {
		l.put(table.TagAdvertised, table.ShortUUID(l.asUUID(f)))
	})
	if len(l.out) == empty {
		l.fail(&btle, "names", "an array with at least one name")
	}
	found := len(l.out)
	l.object(&btle, "services", l.service)
	if len(l.out) == found && l.catalog.services(&candidate{protocol: protocol}) == nil {
		l.warn(btle.Path(), "has no services, nor has the protocol; it is left out")
		l.out = l.out[:start]
	}
}

func (l *loader) service(uuid string, f *jsonx.Field) {
	uuid, ok := table.ParseUUID(uuid)
	if !ok {
		f.FailAs("under a name that is no UUID", "under "+aUUID)
		return
	}
	s := device.Service{UUID: uuid}
	l.members(f, func(endpoint string, f *jsonx.Field) {
		if table.IsEndpoint(endpoint) {
			s.Characteristics = append(s.Characteristics, device.Characteristic{Endpoint: device.Endpoint(endpoint), UUID: l.asUUID(f)})
		} else {
			l.warn(f.Path(), "is an unknown endpoint; it is left out")
		}
	})
	if l.Err == nil {
		l.put(table.TagService, table.ServiceText(&s))
	}
}

// models reads the definitions of a protocol.
func (l *loader) models(protocol string, f *jsonx.Field, base bool) {
	l.put(table.TagProtocol, protocol)
	fallback := &model{}
	if base {
		if known := l.catalog.define(protocol, ""); known != nil {
			fallback = known
		}
		if l.has(f, "defaults") {
			defaults := f.Field("defaults")
			fallback = l.definition(&defaults, &model{})
			l.out = appendModel(l.out, fallback)
		}
	}
	l.list(f, "configurations", func(_ int, f *jsonx.Field) {
		before := len(l.out)
		l.list(f, "identifier", func(_ int, f *jsonx.Field) { l.put(table.TagIdentifier, l.asText(f)) })
		if len(l.out) == before {
			l.fail(f, "identifier", "an array with at least one string")
		}
		l.out = appendModel(l.out, l.definition(f, fallback))
	})
}
