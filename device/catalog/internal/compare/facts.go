package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// facts are what is known of toys, each a line "protocol: what toys.txt says of it".
type facts map[string]bool

func (f facts) add(protocol, fact string) { f[protocol+": "+fact] = true }

func (f facts) models() (n int) {
	for fact := range f {
		_, fact, _ = strings.Cut(fact, ": ")
		if strings.HasPrefix(fact, "default ") || strings.HasPrefix(fact, "model ") {
			n++
		}
	}
	return n
}

func (f facts) protocols() int {
	names := map[string]bool{}
	for fact := range f {
		name, _, _ := strings.Cut(fact, ": ")
		names[name] = true
	}
	return len(names)
}

// lines are sorted differences.
type lines []string

// differences are the facts that are on one side alone.
func differences(ours, theirs facts) (all lines) {
	for fact := range theirs {
		if !ours[fact] {
			all = append(all, "+ "+fact)
		}
	}
	for fact := range ours {
		if !theirs[fact] {
			all = append(all, "- "+fact)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(strings.Compare(a[2:], b[2:]), strings.Compare(a, b)) })
	return all
}

// without splits off what is known. Gone are the known ones that there are none of.
func (l lines) without(known []string) (fresh, gone lines) {
	used := map[string]bool{}
	for _, line := range l {
		at := slices.IndexFunc(known, func(pattern string) bool { return matches(pattern, line) })
		if at < 0 {
			fresh = append(fresh, line)
		} else {
			used[known[at]] = true
		}
	}
	for _, pattern := range known {
		if !used[pattern] {
			gone = append(gone, pattern)
		}
	}
	return fresh, gone
}

// matches: a pattern is a whole line, or ends in … for all lines that begin like it.
func matches(pattern, line string) bool {
	start, open := strings.CutSuffix(pattern, "…")
	return pattern == line || open && strings.HasPrefix(line, start)
}

// ours are the facts of the built-in catalogue, given as a table.
func ours(toys string) facts {
	all := facts{}
	for toys != "" {
		var protocol, block string
		protocol, block, toys = table.NextBlock(toys)
		var names []string
		m := model{}
		// What follows the name of a model is about it; the next one begins with its identifiers.
		end := func() {
			if m.name != "" {
				m.addTo(all, protocol, names)
				names, m = nil, model{}
			}
		}
		for block != "" {
			var tag table.Tag
			var text string
			switch tag, text, block = table.Next(block); tag {
			case table.TagPrefix:
				all.add(protocol, "prefix "+quoted(text))
			case table.TagManufacturer:
				all.add(protocol, manufacturer(table.Manufacturer(text)))
			case table.TagAdvertised:
				all.add(protocol, "advertised "+text)
			case table.TagService:
				addService(all, protocol, table.Service(text))
			case table.TagBareName:
				end()
				all.add(protocol, "name "+quoted(text))
			case table.TagName:
				end()
				all.add(protocol, "name "+quoted(text))
				names = append(names, text)
			case table.TagIdentifier:
				end()
				names = append(names, text)
			case table.TagModel:
				end()
				m.name = text
			case table.TagFeatures:
				m.features = table.Features(text)
			case table.TagVariant:
				m.variant = text
			case table.TagGap:
				m.gap, _ = strconv.Atoi(text)
			}
		}
		end()
	}
	return all
}

// model is a model, or the default of a protocol.
type model struct {
	name, variant string
	gap           int // ms
	features      []device.Feature
}

// addTo adds a fact for each identifier, or one for the default. Of two models with the
// same identifier the later one counts.
func (m *model) addTo(all facts, protocol string, identifiers []string) {
	text := quoted(m.name) + " | " + features(m.features)
	if m.variant != "" {
		text += " | " + m.variant
	}
	if m.gap != 0 {
		text += " (gap " + strconv.Itoa(m.gap) + ")"
	}
	if len(identifiers) == 0 {
		all.add(protocol, "default "+text)
		return
	}
	for _, id := range identifiers {
		start := "model " + quoted(id) + " = "
		for fact := range all {
			if strings.HasPrefix(fact, protocol+": "+start) {
				delete(all, fact)
			}
		}
		all.add(protocol, start+text)
	}
}

// addService adds one fact for each endpoint.
func addService(all facts, protocol string, s device.Service) {
	for _, c := range s.Characteristics {
		all.add(protocol, "service "+table.ShortUUID(s.UUID)+": "+string(c.Endpoint)+" "+table.ShortUUID(c.UUID))
	}
}

func manufacturer(m device.ManufacturerData) string {
	text := "manufacturer " + strconv.Itoa(int(m.Company))
	if len(m.Data) > 0 {
		text += " " + table.ManufacturerText(m)[4:]
	}
	return text
}

// quoted writes a text as toys.txt does.
func quoted(text string) string {
	if strings.ContainsAny(text, "\",|=\a") || strings.TrimSpace(text) != text {
		return strings.ReplaceAll(strconv.Quote(text), `\a`, `\x07`)
	}
	return text
}

// features writes features as toys.txt does.
func features(all []device.Feature) string {
	if len(all) == 0 {
		return "none"
	}
	var texts []string
	next := uint32(0)
	for i := range all {
		f := &all[i]
		text := ""
		if f.Index != next {
			text = strconv.FormatUint(uint64(f.Index), 10) + ": "
		}
		next = f.Index + 1
		texts = append(texts, text+parts(f))
	}
	return strings.Join(texts, ", ")
}

func parts(f *device.Feature) string {
	var all []string
	for _, o := range f.Outputs {
		all = append(all, output(o))
	}
	for _, in := range f.Inputs {
		all = append(all, input(in))
	}
	// The order of what one feature does is not told by a JSON object.
	slices.Sort(all)
	text := cmp.Or(strings.Join(all, " + "), "-")
	if f.Description != "" {
		text += ` "` + f.Description + `"`
	}
	return text
}

func output(o device.Output) string {
	text := table.OutputWord(o.Type) + " "
	switch {
	case o.Range.Min == -o.Range.Max:
		text += "+-"
	case o.Range.Min != 0:
		text += strconv.Itoa(int(o.Range.Min)) + ".."
	}
	text += strconv.Itoa(int(o.Range.Max))
	if o.Duration.Max != 0 && o.Duration.Max != table.MaxDuration {
		text += "/" + strconv.FormatInt(o.Duration.Max.Milliseconds(), 10)
	}
	return text
}

func input(in device.Input) string {
	text := strings.ToLower(in.Type.String())
	if in.Type == device.Battery && len(in.Ranges) == 1 && in.Ranges[0] == (device.Range{Max: 100}) && in.Commands == 1 {
		return text
	}
	for _, r := range in.Ranges {
		text += " " + strconv.Itoa(int(r.Max))
	}
	if in.Commands&1 != 0 {
		text += " read"
	}
	if in.Commands&2 != 0 {
		text += " subscribe"
	}
	return text
}
