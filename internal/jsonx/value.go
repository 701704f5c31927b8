package jsonx

import (
	"iter"
	"math"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// Kind is the kind of a Value.
type Kind uint8

// The kinds.
const (
	Absent Kind = iota // there is no value
	Null
	Bool
	Number
	String
	Array
	Object
)

// String describes k within a sentence: "an array".
func (k Kind) String() string {
	switch k {
	case Null:
		return "null"
	case Bool:
		return "a boolean"
	case Number:
		return "a number"
	case String:
		return "a string"
	case Array:
		return "an array"
	case Object:
		return "an object"
	}
	return "missing"
}

// Value is one value of a parsed text. The zero Value is absent. Values are small,
// are copied freely and may be used by several goroutines. Strings taken from a Value
// share the memory of the whole text; clone those that outlive it for long.
type Value struct {
	doc *document
	i   uint32
}

func (v Value) node() *node { return &v.doc.nodes[v.i] }

// Kind is the kind of v.
func (v Value) Kind() Kind {
	if v.doc == nil {
		return Absent
	}
	return v.node().kind
}

// Exists reports whether there is a value at all; null is one.
func (v Value) Exists() bool { return v.doc != nil }

// Raw is a copy of the JSON text of v; nil if v is absent.
func (v Value) Raw() []byte {
	if v.doc == nil {
		return nil
	}
	return []byte(v.raw())
}

func (v Value) raw() string {
	n := v.node()
	if n.kind == String {
		return v.doc.text[n.start-1 : n.end+1]
	}
	return v.doc.text[n.start:n.end]
}

// Str is the value of a string, escapes resolved. An escaped half of a surrogate pair
// becomes U+FFFD.
func (v Value) Str() (string, bool) {
	if v.Kind() != String {
		return "", false
	}
	return v.doc.str(v.node()), true
}

// Bool is the value of a boolean.
func (v Value) Bool() (value, ok bool) {
	if v.Kind() != Bool {
		return false, false
	}
	return v.raw() == "true", true
}

// Float is the value of a number that is within the range of a float64.
func (v Value) Float() (float64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	return parseFloat(v.raw())
}

// exactFloat is the magnitude below which a float64 holds every whole number as it was written.
const exactFloat = 1 << 53

// Int is the value of a whole number whose magnitude an int64 can hold. Numbers written with a
// fraction or exponent count if they are whole and below 2^53: 10.0, 1e3.
func (v Value) Int() (int64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	digits, minus := strings.CutPrefix(v.raw(), "-")
	if n, ok := ascii.ParseUint(digits, math.MaxInt64); ok {
		if minus {
			return -int64(n), true
		}
		return int64(n), true
	}
	f, ok := v.Float()
	if !ok || f != math.Trunc(f) || math.Abs(f) >= exactFloat {
		return 0, false
	}
	return int64(f), true
}

// Uint32 is the value of a whole number from 0 to 4294967295, written as for Int.
func (v Value) Uint32() (uint32, bool) {
	n, ok := v.Int()
	if !ok || n < 0 || n > math.MaxUint32 {
		return 0, false
	}
	return uint32(n), true
}

// Get finds a member of an object by its name; the last one if there are several. The
// result is absent if there is none or v is not an object.
func (v Value) Get(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	found := Value{}
	nodes := v.doc.nodes
	for i, end := v.i+1, nodes[v.i].next; i < end; i = nodes[i+1].next {
		if v.doc.str(&nodes[i]) == name {
			found = Value{v.doc, i + 1}
		}
	}
	return found
}

// Len is the number of elements of an array or of members of an object, names that
// occur twice counted twice; 0 for everything else. It takes time in proportion.
func (v Value) Len() int {
	name := uint32(0) // nodes that stand before each value
	switch v.Kind() {
	case Object:
		name = 1
	case Array:
	default:
		return 0
	}
	n, nodes := 0, v.doc.nodes
	for i, end := v.i+1, nodes[v.i].next; i < end; i = nodes[i+name].next {
		n++
	}
	return n
}

// Sole is the item of an array of one, and v itself if it is anything else.
func (v Value) Sole() Value {
	if v.Kind() == Array && v.Len() == 1 {
		return Value{v.doc, v.i + 1}
	}
	return v
}

// Items goes through the elements of an array; through nothing if v is not one.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != Array {
			return
		}
		nodes := v.doc.nodes
		for i, end := v.i+1, nodes[v.i].next; i < end; i = nodes[i].next {
			if !yield(Value{v.doc, i}) {
				return
			}
		}
	}
}

// Members goes through the members of an object in the order of the text; through
// nothing if v is not one.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != Object {
			return
		}
		nodes := v.doc.nodes
		for i, end := v.i+1, nodes[v.i].next; i < end; i = nodes[i+1].next {
			if !yield(v.doc.str(&nodes[i]), Value{v.doc, i + 1}) {
				return
			}
		}
	}
}
