package catalog

import (
	"bytes"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// rank is how specific a match is; lower is more. Between the names stand the tables: a
// match of the first one comes before any match of the next.
type rank int

const (
	byName rank = iota // or a service or manufacturer data together with a model's identifier for a name
	byPrefix
	byManufacturer
	byService
	ranksOfTable // the number of the ones above

	// bySilence: where the platform tells nothing but the name, protocols that are found
	// by what it does not tell, if the name is one of their models' identifiers.
	bySilence rank = 1 << 16
	// byElimination: the same whatever the name. Such a toy was offered to the user by
	// one of these protocols' filters, for no other fits.
	byElimination = bySilence + 1
)

// candidate is a protocol that may match.
type candidate struct {
	protocol, block string
	rank            rank
	length          int // of the prefix; the longer one goes first
}

// less is whether a goes before b.
func (a *candidate) less(b *candidate) bool {
	if a.rank != b.rank {
		return a.rank < b.rank
	}
	if a.length != b.length {
		return a.length > b.length
	}
	return a.protocol < b.protocol
}

// Match implements device.Catalog. Matches of a user's file come before those of a base
// file, and those before the built-in ones. Within each an exact name comes first, then
// the longest name prefix, then manufacturer data, then an advertised service; protocols
// that are equal in that are in alphabetical order. A toy that advertises what only one
// protocol's toys do and has the name of a model of it counts as an exact name.
//
// Where ManufacturerData and Services are both nil, because the platform does not tell
// them, the protocols that are found by them come last: if the name is one of their
// models' identifiers, or if nothing else matches at all.
func (c *Catalog) Match(adv *device.Advertisement) []device.Match {
	var found []candidate // sorted
	silent := adv.ManufacturerData == nil && adv.Services == nil
	for i, layer := range c.tables {
		for t := layer(); t != ""; {
			var a candidate
			a.protocol, a.block, t = table.NextBlock(t)
			if !a.match(adv, silent) || !c.supported(a.protocol) {
				continue
			}
			if a.rank < ranksOfTable {
				a.rank += rank(i) * ranksOfTable
			}
			at := len(found)
			for found = append(found, a); at > 0 && a.less(&found[at-1]); at-- {
				found[at], found[at-1] = found[at-1], a
			}
		}
	}
	var matches []device.Match
next:
	for i := range found {
		f := &found[i]
		if f.rank == byElimination && found[0].rank != byElimination {
			break
		}
		for _, m := range matches {
			if m.Protocol == f.protocol {
				continue next
			}
		}
		matches = append(matches, device.Match{Protocol: f.protocol, Services: c.services(f)})
	}
	return matches
}

// match finds the rank of a block. Silent is whether adv may have more than it tells.
func (a *candidate) match(adv *device.Advertisement, silent bool) bool {
	var name, identifier, data, service, hidden, prefix, proof bool
	said := "" // the service advertised last
	for rest := a.block; rest != ""; {
		var tag table.Tag
		var text string
		tag, text, rest = table.Next(rest)
		switch tag {
		case table.TagName, table.TagBareName:
			name = name || text == adv.Name
		case table.TagIdentifier:
			identifier = identifier || text == adv.Name
		case table.TagPrefix:
			if strings.HasPrefix(adv.Name, text) {
				prefix, a.length = true, max(a.length, len(text))
			}
		case table.TagManufacturer:
			hidden, data = true, data || advertisesData(adv, table.Manufacturer(text))
		case table.TagAdvertised:
			hidden, service, said = true, service || advertisesService(adv, text), text
		case table.TagService:
			proof = proof || said != "" && strings.HasPrefix(text, said)
		}
	}
	switch {
	case name || identifier && (data || service):
		a.rank = byName
	case prefix:
		a.rank = byPrefix
	case data:
		a.rank = byManufacturer
	case service:
		a.rank = byService
	case !silent || !hidden:
		return false
	case identifier:
		a.rank = bySilence
	default:
		a.rank = byElimination
		if proof {
			a.length = 1 // goes first
		}
	}
	return true
}

// advertisesData reports whether a toy advertises data of the company that has the wanted
// bytes in it.
func advertisesData(adv *device.Advertisement, want device.ManufacturerData) bool {
	for _, m := range adv.ManufacturerData {
		if m.Company == want.Company && bytes.Contains(m.Data, want.Data) {
			return true
		}
	}
	return false
}

func advertisesService(adv *device.Advertisement, short string) bool {
	for _, uuid := range adv.Services {
		if table.ShortUUID(uuid) == short {
			return true
		}
	}
	return false
}

// services are those of a candidate, or of its protocol if the file that it is from has
// none.
func (c *Catalog) services(f *candidate) []device.Service {
	if f.rank == byElimination {
		// A service that many kinds of devices have proves nothing; one that the protocol's
		// toys advertise does.
		if proving := services(f.block, true); len(proving) > 0 {
			return proving
		}
	}
	if own := services(f.block, false); len(own) > 0 {
		return own
	}
	for _, layer := range c.tables {
		for t := layer(); t != ""; {
			var protocol, block string
			if protocol, block, t = table.NextBlock(t); protocol == f.protocol {
				if its := services(block, false); len(its) > 0 {
					return its
				}
			}
		}
	}
	return nil
}

// services decodes the services of a block, all or only those that its toys advertise.
func services(block string, advertised bool) (all []device.Service) {
	for rest := block; rest != ""; {
		var tag table.Tag
		var text string
		if tag, text, rest = table.Next(rest); tag == table.TagService {
			if s := table.Service(text); !advertised || hasAdvertised(block, table.ShortUUID(s.UUID)) {
				all = append(all, s)
			}
		}
	}
	return all
}

func hasAdvertised(block, short string) bool {
	for block != "" {
		var tag table.Tag
		var text string
		if tag, text, block = table.Next(block); tag == table.TagAdvertised && text == short {
			return true
		}
	}
	return false
}
