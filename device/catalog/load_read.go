package catalog

import (
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// The reading functions below take an object and the name of a member. They are kept out
// of line because they are called from so many places that inlining them doubles the
// size of this package.

// list calls each with the elements of an array, until one is wrong. A member that is
// not there is an array without elements.
//
//go:noinline
func (l *loader) list(f *jsonx.Field, name string, each func(i int, f *jsonx.Field)) {
	array := f.Field(name)
	if array.Unset() {
		return
	}
	for i, item := range array.Items() {
		if l.Err != nil {
			return
		}
		each(i, &item)
	}
}

// object is list for the members of an object.
//
//go:noinline
func (l *loader) object(f *jsonx.Field, name string, each func(name string, f *jsonx.Field)) {
	if object := f.Field(name); !object.Unset() {
		l.members(&object, each)
	}
}

//go:noinline
func (l *loader) members(object *jsonx.Field, each func(name string, f *jsonx.Field)) {
	for name, item := range object.Members() {
		if l.Err != nil {
			return
		}
		each(name, &item)
	}
}

// has reports whether there is such a member and it is not null.
//
//go:noinline
func (l *loader) has(f *jsonx.Field, name string) bool {
	m := f.Field(name)
	return !m.Unset()
}

// fail records that a member is not what it must be.
//
//go:noinline
func (l *loader) fail(f *jsonx.Field, name, allowed string) { f.Field(name).Fail(allowed) }

// text is a string that can be in a table.
//
//go:noinline
func (l *loader) text(f *jsonx.Field, name string) string {
	m := f.Field(name)
	return l.asText(&m)
}

// optional is text that may be missing; then it is otherwise.
//
//go:noinline
func (l *loader) optional(f *jsonx.Field, name, otherwise string) string {
	if l.has(f, name) {
		return l.text(f, name)
	}
	return otherwise
}

//go:noinline
func (l *loader) asText(f *jsonx.Field) string {
	s := f.Text()
	if len(s) > maxText || !table.IsText(s) {
		f.Fail("a text of at most 1024 bytes without control characters")
		return ""
	}
	return s
}

const aUUID = "a UUID like 0000ffe0-0000-1000-8000-00805f9b34fb"

//go:noinline
func (l *loader) uuid(f *jsonx.Field, name string) string {
	m := f.Field(name)
	return l.asUUID(&m)
}

//go:noinline
func (l *loader) asUUID(f *jsonx.Field) string {
	uuid, ok := table.ParseUUID(f.Text())
	if !ok {
		f.Fail(aUUID)
	}
	return uuid
}

// number is a whole number from 0 to most.
//
//go:noinline
func (l *loader) number(f *jsonx.Field, name string, most int64) int64 {
	return f.Field(name).Int(0, most)
}

// flag is a boolean that is false when left out.
//
//go:noinline
func (l *loader) flag(f *jsonx.Field, name string) bool {
	return l.has(f, name) && f.Field(name).Bool()
}

// pair is an array of two numbers.
//
//go:noinline
func (l *loader) pair(f *jsonx.Field, name string) (r message.Range) {
	m := f.Field(name)
	return l.asPair(&m)
}

//go:noinline
func (l *loader) asPair(f *jsonx.Field) (r message.Range) {
	n := 0
	if f.Kind() == jsonx.Array {
		for _, item := range f.Items() {
			n++
			r.Min, r.Max = r.Max, item.Int32()
		}
	}
	if n != 2 {
		f.Fail("an array of two whole numbers")
	}
	return r
}

// put adds a field to the table.
//
//go:noinline
func (l *loader) put(tag table.Tag, text string) { l.out = table.Append(l.out, tag, text) }
