// Package table is the form of a catalogue in memory: one string, searched as it is and
// decoded one model at a time. The built-in catalogue is such a string in the program,
// configuration files are made into others.
//
// A table is a sequence of fields, each a tag byte and a text. Tags are control
// characters, which texts don't contain. A TagProtocol field starts a block about one
// protocol; there may be several about the same.
//
// This package is part of every program, so it is kept small: no generics, no iterators.
package table

import "strings"

// Tag tells what a field holds.
type Tag byte

// The tags. Fields of a model are in this order: its identifiers (TagName or
// TagIdentifier), TagModel, TagFeatures, and then what else there is. A TagModel without
// identifiers is the protocol's default.
const (
	TagProtocol     Tag = 0x00 // key of the protocol
	TagName         Tag = 0x01 // advertised name that is an identifier of the model too
	TagIdentifier   Tag = 0x02 // identifier that is not advertised as a name
	TagBareName     Tag = 0x03 // advertised name that is no identifier
	TagModel        Tag = 0x04 // name of a model
	TagFeatures     Tag = 0x05 // see FeaturesText
	TagVariant      Tag = 0x06
	TagService      Tag = 0x08 // see ServiceText
	TagGap          Tag = 0x0b // least time between writes in ms; 0 for none
	TagIDs          Tag = 0x0c // UUIDs of the model and of its features, without anything between
	TagPrefix       Tag = 0x0e // start of advertised names
	TagManufacturer Tag = 0x0f // see ManufacturerText
	TagAdvertised   Tag = 0x10 // UUID of a service that toys advertise, as ShortUUID writes it
)

// Bell is the one control character that toys advertise; it is no tag.
const Bell = 0x07

// IsTag reports whether c ends a text.
func IsTag(c byte) bool { return c < ' ' && c != Bell }

// IsText reports whether s can be the text of a field.
func IsText(s string) bool {
	for i := range len(s) {
		if IsTag(s[i]) {
			return false
		}
	}
	return true
}

// Next splits the first field off s, which must not be empty.
func Next(s string) (tag Tag, text, rest string) {
	i := 1
	for i < len(s) && !IsTag(s[i]) {
		i++
	}
	return Tag(s[0]), s[1:i], s[i:]
}

// NextBlock splits the first block off s, which must not be empty, without its protocol.
func NextBlock(s string) (protocol, block, rest string) {
	_, protocol, rest = Next(s)
	if i := strings.IndexByte(rest, byte(TagProtocol)); i >= 0 {
		return protocol, rest[:i], rest[i:]
	}
	return protocol, rest, ""
}

// Append appends a field.
//
//go:noinline
func Append(dst []byte, tag Tag, text string) []byte {
	return append(append(dst, byte(tag)), text...)
}
