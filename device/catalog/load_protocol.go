package catalog

import (
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// The readers here make a table of a file that check has found to be right. The small
// ones are kept out of line: they are called from so many places that the size of the
// module counts.

// each calls f with the members of an object or the elements of an array.
//
//go:noinline
func each(v jsonx.Value, f func(name string, v jsonx.Value)) {
	if v.Kind() == jsonx.Array {
		for item := range v.Items() {
			f("", item)
		}
		return
	}
	for name, item := range v.Members() {
		f(name, item)
	}
}

//go:noinline
func text(of jsonx.Value, name string) string {
	s, _ := of.Get(name).Str()
	return s
}

//go:noinline
func number(of jsonx.Value, name string) int64 {
	n, _ := of.Get(name).Int()
	return n
}

//go:noinline
func flag(of jsonx.Value, name string) bool {
	b, _ := of.Get(name).Bool()
	return b
}

//go:noinline
func pair(v jsonx.Value) (r device.Range) {
	each(v, func(_ string, v jsonx.Value) {
		n, _ := v.Int()
		r.Min, r.Max = r.Max, int32(n)
	})
	return r
}

//go:noinline
func isSet(of jsonx.Value, name string) bool { return of.Get(name).Kind() > jsonx.Null }

// gap is a time between writes; 0 in the file is that none is wanted.
func gap(of jsonx.Value, otherwise time.Duration) time.Duration {
	if !isSet(of, "message_gap_ms") {
		return otherwise
	}
	if ms := number(of, "message_gap_ms"); ms > 0 {
		return time.Duration(ms) * time.Millisecond
	}
	return device.NoGap
}

func uuidText(of jsonx.Value, name string) string { return ascii.ToLower(text(of, name)) }

//go:noinline
func (l *loader) put(tag table.Tag, text string) { l.out = table.Append(l.out, tag, text) }

// protocols reads the protocol entries of either file. Only those of a base file have
// defaults for models to inherit from.
func (l *loader) protocols(all jsonx.Value) {
	base := l.file == BaseFile
	if l.at = ".protocols"; !base {
		l.at = ".user_configs.protocols"
	}
	each(all, func(protocol string, v jsonx.Value) {
		if !l.knows(protocol) {
			return
		}
		each(v.Get("communication"), func(_ string, v jsonx.Value) {
			each(v, func(bus string, v jsonx.Value) {
				switch bus {
				case "btle":
					l.bluetooth(protocol, v)
				case "websocket":
					// Such devices are found by the name that they tell, as others by that
					// which they advertise.
					l.put(table.TagProtocol, protocol)
					l.put(table.TagBareName, text(v, "name"))
				}
			})
		})
		l.put(table.TagProtocol, protocol)
		fallback := &model{}
		if base {
			if known := l.catalog.define(protocol, ""); known != nil {
				fallback = known
			}
			if isSet(v, "defaults") {
				fallback = definition(v.Get("defaults"), &model{})
				l.out = appendModel(l.out, fallback)
			}
		}
		each(v.Get("configurations"), func(_ string, v jsonx.Value) {
			each(v.Get("identifier"), func(_ string, v jsonx.Value) {
				s, _ := v.Str()
				l.put(table.TagIdentifier, s)
			})
			l.out = appendModel(l.out, definition(v, fallback))
		})
	})
}

// bluetooth reads one way to find a protocol's toys.
func (l *loader) bluetooth(protocol string, v jsonx.Value) {
	if v.Get("services").Len() == 0 && l.catalog.services(&candidate{protocol: protocol}) == nil {
		l.warn("."+protocol, "has a communication without services, nor has the protocol any; it is left out")
		return
	}
	l.put(table.TagProtocol, protocol)
	each(v.Get("names"), func(_ string, v jsonx.Value) {
		name, _ := v.Str()
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			l.put(table.TagPrefix, prefix)
		} else if name != "" {
			l.put(table.TagBareName, name)
		}
	})
	each(v.Get("manufacturer_data"), func(_ string, v jsonx.Value) {
		m := device.ManufacturerData{Company: uint16(number(v, "company"))}
		each(v.Get("data"), func(_ string, v jsonx.Value) {
			n, _ := v.Int()
			m.Data = append(m.Data, byte(n))
		})
		l.put(table.TagManufacturer, table.ManufacturerText(m))
	})
	each(v.Get("advertised_services"), func(_ string, v jsonx.Value) {
		s, _ := v.Str()
		l.put(table.TagAdvertised, table.ShortUUID(ascii.ToLower(s)))
	})
	each(v.Get("services"), func(uuid string, v jsonx.Value) {
		s := device.Service{UUID: ascii.ToLower(uuid)}
		each(v, func(endpoint string, v jsonx.Value) {
			if id, _ := v.Str(); table.IsEndpoint(endpoint) {
				s.Characteristics = append(s.Characteristics,
					device.Characteristic{Endpoint: device.Endpoint(endpoint), UUID: ascii.ToLower(id)})
			}
		})
		l.put(table.TagService, table.ServiceText(&s))
	})
}

// definition reads a definition; what it leaves out is as in fallback.
func definition(v jsonx.Value, fallback *model) *model {
	m := &model{ids: uuidText(v, "id")}
	m.Name, m.Variant, m.Gap = text(v, "name"), fallback.Variant, gap(v, fallback.Gap)
	if isSet(v, "protocol_variant") {
		m.Variant = text(v, "protocol_variant")
	}
	if isSet(v, "features") {
		each(v.Get("features"), m.feature)
	} else if fallback.Features != nil {
		m.Features = fallback.Features
		m.ids += fallback.uuids()[uuidLength:]
	}
	return m
}

// staysWarm reports whether an output is a heater whose range begins above 0, as in official
// files of version 5: no value switches it off.
func staysWarm(t device.OutputType, output jsonx.Value) bool {
	return t == device.Temperature && pair(output.Get("value")).Min > 0
}

// feature reads a feature and its id and puts them where its index belongs.
func (m *model) feature(_ string, v jsonx.Value) {
	f := device.Feature{Index: uint32(number(v, "index")), Description: text(v, "description")}
	each(v.Get("output"), func(word string, v jsonx.Value) {
		t, known := table.OutputType(word)
		if _, twice := f.Output(t); twice || !known || staysWarm(t, v) {
			return
		}
		o := device.Output{Type: t, Range: pair(v.Get("value")), Disabled: flag(v, "disabled")}
		o.Reverse = t.IsPosition() && flag(v, "reverse_position")
		if t == device.HwPositionWithDuration {
			o.Duration.Max = table.MaxDuration
			if isSet(v, "duration") {
				o.Duration = device.Milliseconds(pair(v.Get("duration")))
			}
		}
		f.Outputs = append(f.Outputs, o)
	})
	each(v.Get("input"), func(word string, v jsonx.Value) {
		in := device.Input{}
		in.Type, _ = device.ParseInputType(word)
		if _, twice := f.Input(in.Type); twice || in.Type == 0 {
			return
		}
		each(v.Get("value"), func(_ string, v jsonx.Value) { in.Ranges = append(in.Ranges, pair(v)) })
		each(v.Get("command"), func(_ string, v jsonx.Value) {
			s, _ := v.Str()
			c, _ := device.ParseInputCommand(s)
			in.Commands |= device.InputCommands(c)
		})
		f.Inputs = append(f.Inputs, in)
	})
	at := len(m.Features)
	for m.Features = append(m.Features, f); at > 0 && m.Features[at-1].Index > f.Index; at-- {
		m.Features[at], m.Features[at-1] = m.Features[at-1], f
	}
	cut := (at + 1) * uuidLength
	m.ids = m.ids[:cut] + uuidText(v, "id") + m.ids[cut:]
}
