package catalog

import (
	"strconv"
	"strings"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
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
		var m *model             // being read, if it may be the one
		named, mine := "", false // identifiers of the next model, whether the wanted is among them
		for block != "" {
			var tag table.Tag
			var text string
			tag, text, block = table.Next(block)
			switch tag {
			case table.TagName, table.TagIdentifier:
				if named == "" || text == identifier {
					named, mine = text, text == identifier
				}
			case table.TagModel:
				if mine = mine || named == identifier; mine || id != "" {
					m = &model{Definition: device.Definition{Protocol: protocol, Identifier: named, Name: text}}
					if id == "" {
						found = m
					}
				} else {
					m = nil
				}
				named = ""
			default:
				if m != nil {
					m.read(tag, text)
					if tag == table.TagIDs && id != "" && strings.HasPrefix(text, id) && (mine || found == nil) {
						found = m
					}
				}
			}
		}
	}
	return found
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
		if ms, _ := strconv.Atoi(text); ms > 0 {
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
