package catalog

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// model is a definition with the identities that configuration files know it by.
type model struct {
	device.Definition
	ids string // UUIDs of the model and of its features, one after the other; "" if it has none
}

// appendModel appends the fields of a model to a table, but for its identifiers.
func appendModel(dst []byte, m *model) []byte {
	dst = table.Append(dst, table.TagModel, m.Name)
	dst = table.Append(dst, table.TagFeatures, table.FeaturesText(m.Features))
	if m.Variant != "" {
		dst = table.Append(dst, table.TagVariant, m.Variant)
	}
	if m.Gap != 0 {
		dst = table.Append(dst, table.TagGap, strconv.Itoa(int(max(m.Gap, 0)/time.Millisecond)))
	}
	if m.ids != "" {
		dst = table.Append(dst, table.TagIDs, m.ids)
	}
	return dst
}

// find decodes the model of a protocol with the identifier, "" for its default; the last
// one if there are several. With an id it is the one with that id, if possible one with
// the identifier too. Nil if there is none.
func find(t, protocol, identifier, id string) (found *model) {
	for t != "" {
		var name, block string
		if name, block, t = table.NextBlock(t); name != protocol {
			continue
		}
		// The model that is looked at: one of its identifiers, its name and what follows it,
		// and whether it is the wanted one of them.
		ours, model, fields, wanted := "", "", "", false
		for block != "" {
			var tag table.Tag
			var text string
			switch tag, text, block = table.Next(block); tag {
			case table.TagName, table.TagIdentifier:
				if fields != "" {
					ours, fields = "", ""
				}
				if ours == "" || text == identifier {
					ours = text
				}
			case table.TagModel:
				model, fields, wanted = text, block, ours == identifier
				if wanted && id == "" {
					found = decode(protocol, ours, model, fields)
				}
			case table.TagIDs:
				if id != "" && strings.HasPrefix(text, id) && (wanted || found == nil) {
					found = decode(protocol, ours, model, fields)
				}
			}
		}
	}
	return found
}

// decode makes a model of its name and the fields that follow it.
func decode(protocol, identifier, name, fields string) *model {
	m := &model{Definition: device.Definition{Protocol: protocol, Identifier: identifier, Name: name}}
	for fields != "" {
		var tag table.Tag
		var text string
		switch tag, text, fields = table.Next(fields); tag {
		case table.TagName, table.TagIdentifier, table.TagModel:
			return m
		default:
			m.read(tag, text)
		}
	}
	return m
}

// read takes a field that follows the model's name.
func (m *model) read(tag table.Tag, text string) {
	switch tag {
	case table.TagFeatures:
		m.Features = table.Features(text)
	case table.TagVariant:
		m.Variant = text
	case table.TagGap:
		m.Gap = device.NoGap
		if ms, _ := ascii.ParseUint(text, math.MaxInt32); ms > 0 {
			m.Gap = time.Duration(ms) * time.Millisecond
		}
	case table.TagIDs:
		m.ids = text
	}
}

// copy is a definition that shares no memory that anyone could change: what is read from
// a table is new each time.
func (m *model) copy() device.Definition {
	def := m.Definition
	def.Features = table.Features(table.FeaturesText(def.Features))
	return def
}
