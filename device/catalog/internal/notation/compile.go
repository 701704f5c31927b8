package notation

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// Compile makes a table of the text of toys.txt. It checks everything that the readers of
// a table rely on. The error names the line.
func Compile(source string) (string, error) {
	c := compiler{names: map[string]bool{}}
	for i, line := range strings.Split(source, "\n") {
		if err := c.line(strings.TrimSpace(line)); err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return string(c.out), c.endProtocol()
}

// Notes collects the notes for readers in the text of toys.txt: protocol → sentences.
func Notes(source string) map[string][]string {
	notes := map[string][]string{}
	protocol := ""
	for line := range strings.SplitSeq(source, "\n") {
		switch keyword, rest, _ := strings.Cut(strings.TrimSpace(line), " "); keyword {
		case "protocol":
			protocol = rest
		case "note":
			notes[protocol] = append(notes[protocol], rest)
		}
	}
	return notes
}

// GoFile is the Go source that declares a table as a constant of package catalog, with
// a line for each protocol so that changes can be read.
func GoFile(toys string) []byte {
	out := []byte("// Code generated from toys.txt by device/catalog/internal/gen; DO NOT EDIT.\n\npackage catalog\n\nconst toys = \"\"")
	for toys != "" {
		protocol, block, rest := table.NextBlock(toys)
		out = fmt.Appendf(out, " +\n\t%q", string(table.Append(nil, table.TagProtocol, protocol))+block)
		toys = rest
	}
	return append(out, '\n')
}

// compiler holds what is known of the lines so far.
type compiler struct {
	out   []byte
	names map[string]bool // advertised names of all protocols

	// Of the current protocol.
	protocol   string
	gap        string
	hasDefault bool
	features   string            // of the default, as in the source
	variant    string            // of the default
	models     map[string]string // identifiers and what they stand for
}

func (c *compiler) field(tag table.Tag, text string) { c.out = table.Append(c.out, tag, text) }

func (c *compiler) line(line string) error {
	if line == "" || strings.HasPrefix(line, "#") {
		return nil
	}
	keyword, rest, _ := strings.Cut(line, " ")
	if keyword == "protocol" {
		return c.startProtocol(rest)
	}
	if c.protocol == "" {
		return fmt.Errorf("no protocol line before this one")
	}
	switch keyword {
	case "note":
		return nil
	case "prefix":
		prefixes, err := texts(rest)
		for _, prefix := range prefixes {
			c.field(table.TagPrefix, prefix)
		}
		return err
	case "manufacturer":
		m, err := manufacturer(rest)
		c.field(table.TagManufacturer, table.ManufacturerText(m))
		return err
	case "service":
		s, err := service(rest)
		c.field(table.TagService, table.ServiceText(&s))
		return err
	case "advertised":
		return c.advertised(rest)
	case "gap":
		_, err := number(rest)
		c.gap = rest
		return err
	case "default":
		return c.defaultModel(rest)
	case "name":
		return c.model(table.TagName, rest)
	case "model":
		return c.model(table.TagIdentifier, rest)
	}
	return fmt.Errorf("unknown keyword %q", keyword)
}

func (c *compiler) startProtocol(name string) error {
	if err := c.endProtocol(); err != nil {
		return err
	}
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return fmt.Errorf("a protocol's name has lower-case letters, digits, - and _")
	}
	if name <= c.protocol {
		return fmt.Errorf("protocols must be in alphabetical order")
	}
	*c = compiler{out: c.out, names: c.names, protocol: name, models: map[string]string{}}
	c.field(table.TagProtocol, name)
	return nil
}

func (c *compiler) endProtocol() error {
	if c.protocol != "" && !c.hasDefault {
		return fmt.Errorf("protocol %s has no default line", c.protocol)
	}
	return nil
}

// advertised adds a service that gives the toy away; with endpoints it is one to look
// for after connecting too.
func (c *compiler) advertised(text string) error {
	id, _, withEndpoints := strings.Cut(text, ":")
	full, err := uuid(id, "")
	if err != nil {
		return err
	}
	c.field(table.TagAdvertised, table.ShortUUID(full))
	if withEndpoints {
		s, err := service(text)
		c.field(table.TagService, table.ServiceText(&s))
		return err
	}
	return nil
}

func (c *compiler) defaultModel(text string) error {
	if c.hasDefault {
		return fmt.Errorf("a second default line")
	}
	c.hasDefault = true
	_, rest, found := cut(text, " | ")
	if !found {
		return fmt.Errorf("a default needs features, or none")
	}
	c.features, c.variant, _ = cut(rest, " | ")
	return c.definition(text)
}

// model adds "identifiers = definition", or names alone.
func (c *compiler) model(tag table.Tag, text string) error {
	list, definition, found := cut(text, " = ")
	if !found {
		if tag != table.TagName {
			return fmt.Errorf("must be identifiers = name of the model")
		}
		tag = table.TagBareName
	}
	if !c.hasDefault {
		return fmt.Errorf("the default line must come before")
	}
	identifiers, err := texts(list)
	if err != nil {
		return err
	}
	for _, id := range identifiers {
		if tag != table.TagIdentifier {
			if c.names[id] && c.models[id] == "" {
				return fmt.Errorf("name %q twice", id)
			}
			c.names[id] = true
		}
		if found {
			if c.models[id] == definition {
				return fmt.Errorf("model %q twice", id)
			}
			c.models[id] = definition
		}
		c.field(tag, id)
	}
	if !found {
		return nil
	}
	return c.definition(definition)
}

// definition adds "name | features | variant".
func (c *compiler) definition(text string) error {
	name, rest, _ := cut(text, " | ")
	features, variant, _ := cut(rest, " | ")
	name, err := unquote(name)
	if err != nil {
		return err
	}
	parsed, err := Features(cmp.Or(features, c.features))
	if err != nil {
		return err
	}
	c.field(table.TagModel, name)
	c.field(table.TagFeatures, table.FeaturesText(parsed))
	if variant = cmp.Or(variant, c.variant); variant != "" {
		c.field(table.TagVariant, variant)
	}
	if c.gap != "" {
		c.field(table.TagGap, c.gap)
	}
	return nil
}
