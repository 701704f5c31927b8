package catalog

import "github.com/gobuttplug/gobuttplug/device/catalog/internal/table"

// Added is a model that only a configuration file knows.
type Added struct {
	Protocol   string
	Identifier string // the advertised name, or what the toy tells; "" for the default of the protocol
	Name       string
}

// added lists the models of a table whose identifiers c does not have. Those of protocols
// that are not supported are in no table.
func (c *Catalog) added(top string) (all []Added) {
	// Of a file there are few, and of the tables below it many.
	news := map[string]bool{}
	eachIdentifier(top, func(a Added) { news[a.Protocol+"\x00"+a.Identifier] = true })
	if len(news) == 0 {
		return nil
	}
	for _, t := range c.tables {
		eachIdentifier(t(), func(a Added) { delete(news, a.Protocol+"\x00"+a.Identifier) })
	}
	eachIdentifier(top, func(a Added) {
		if news[a.Protocol+"\x00"+a.Identifier] {
			all = append(all, a)
		}
	})
	return all
}

// eachIdentifier calls f for each identifier of each model of a table.
func eachIdentifier(t string, f func(Added)) {
	for t != "" {
		var protocol, block string
		protocol, block, t = table.NextBlock(t)
		identifiers := []string{}
		for block != "" {
			var tag table.Tag
			var text string
			switch tag, text, block = table.Next(block); tag {
			case table.TagName, table.TagIdentifier:
				identifiers = append(identifiers, text)
			case table.TagModel:
				if len(identifiers) == 0 {
					identifiers = []string{""}
				}
				for _, id := range identifiers {
					f(Added{protocol, id, text})
				}
				identifiers = nil
			}
		}
	}
}
