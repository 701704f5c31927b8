package catalog

import (
	"sync"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// Catalog is a device.Catalog: the built-in toys and those of configuration files. It is made by
// Builtin and does not change, so its methods may be called from any goroutine.
type Catalog struct {
	supported func(protocol string) bool
	tables    []func() string // the one that counts first in front, the built-in one last
}

// Builtin returns the built-in catalogue, limited to the protocols that supported reports true
// for: catalog.Builtin(protocol.All().Has). Toys of others are neither matched nor offered,
// because there is no code to drive them.
func Builtin(supported func(protocol string) bool) *Catalog {
	return &Catalog{supported: supported, tables: []func() string{builtin}}
}

func builtin() string { return toys }

// on returns c with a table on top.
//
//go:noinline
func (c *Catalog) on(top func() string, supported func(protocol string) bool) *Catalog {
	return &Catalog{supported: supported, tables: append([]func() string{top}, c.tables...)}
}

// WithModels returns a catalogue with further models on top, such as those of simulated toys:
// Define knows them, and users can have settings for them. Their protocols count as supported.
// Match does not find them; that is up to whoever offers them. The function is called once, when
// a toy is looked for first.
func (c *Catalog) WithModels(models func() []device.Definition) *Catalog {
	own := map[string]bool{}
	top := sync.OnceValue(func() string {
		var top []byte
		for _, m := range models() {
			own[m.Protocol] = true
			top = table.Append(top, table.TagProtocol, m.Protocol)
			if m.Identifier != "" {
				top = table.Append(top, table.TagIdentifier, m.Identifier)
			}
			top = appendModel(top, &model{Definition: m})
		}
		return string(top)
	})
	return c.on(top, func(protocol string) bool {
		if c.supported(protocol) {
			return true
		}
		top()
		return own[protocol]
	})
}

// Define implements device.Catalog. Unknown identifiers get the protocol's default
// definition, whose Identifier is "".
func (c *Catalog) Define(protocol, identifier string) (*device.Definition, bool) {
	m := c.define(protocol, identifier)
	if m == nil {
		return nil, false
	}
	return &m.Definition, true
}

// define finds a model: that with the identifier in the first table that has it, and
// otherwise the default of the first table that has one; nil if there is none.
func (c *Catalog) define(protocol, identifier string) *model {
	if !c.supported(protocol) {
		return nil
	}
	for _, wanted := range [2]string{identifier, ""} {
		for _, t := range c.tables {
			if m := find(t(), protocol, wanted, ""); m != nil {
				return m
			}
		}
	}
	return nil
}
