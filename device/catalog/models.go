package catalog

import (
	"iter"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// Model is a model of the catalogue, for people to read and search.
type Model struct {
	device.Definition
	Identifiers []string // all that the model goes by; none for the default of a protocol
}

// Models goes through all models of the supported protocols, by protocol, the default of each
// first. Of several models with the same identifier all are there, although Define gives only
// one.
func (c *Catalog) Models() iter.Seq[Model] {
	return func(yield func(Model) bool) {
		for _, layer := range c.tables {
			for t := layer(); t != ""; {
				var protocol, block string
				protocol, block, t = table.NextBlock(t)
				if c.supported(protocol) && !modelsOf(protocol, block, yield) {
					return
				}
			}
		}
	}
}

func modelsOf(protocol, block string, yield func(Model) bool) bool {
	var identifiers []string
	var m *model
	done := func() bool {
		if m == nil {
			return true
		}
		all := Model{m.Definition, identifiers}
		m, identifiers = nil, nil
		return yield(all)
	}
	for block != "" {
		var tag table.Tag
		var text string
		tag, text, block = table.Next(block)
		switch tag {
		case table.TagName, table.TagIdentifier:
			if !done() {
				return false
			}
			identifiers = append(identifiers, text)
		case table.TagModel:
			m = &model{Definition: device.Definition{Protocol: protocol, Name: text}}
			if len(identifiers) > 0 {
				m.Identifier = identifiers[0]
			}
		default:
			if m != nil {
				m.read(tag, text)
			}
		}
	}
	return done()
}
