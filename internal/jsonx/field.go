package jsonx

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Reader reads typed fields out of a parsed text and keeps the first problem, so that a
// caller reads everything it needs and checks once. A read that fails gives the zero value.
//
//	var r jsonx.Reader
//	root := r.Root("Motor", v)
//	m := Motor{Index: root.Field("Index").Uint32(), Name: root.Field("Name").Text()}
//	if r.Err != nil { … } // Motor.Index is "one"; it must be a whole number from 0 to 4294967295
type Reader struct {
	Err *FieldError // nil while all is well
}

// FieldError tells which field has a wrong value.
type FieldError struct {
	Path    string // "DeviceList.Devices.0.DeviceName"
	Found   string // "missing", "an array", "12"
	Allowed string // "a string"
}

func (e *FieldError) Error() string {
	return e.Path + " is " + e.Found + "; it must be " + e.Allowed
}

// Field is a Value that knows its place in the text.
type Field struct {
	Value
	r    *Reader
	up   *Field
	name string
}

// Root starts reading at v, which errors call name.
func (r *Reader) Root(name string, v Value) Field { return Field{Value: v, r: r, name: name} }

// Field is the member of an object with the given name.
func (f *Field) Field(name string) Field {
	return Field{Value: f.Get(name), r: f.r, up: f, name: name}
}

// Unset reports whether f is absent or null, which is the same for an optional field.
func (f Field) Unset() bool { return f.Kind() <= Null }

// Path is where f is: the names from the root on with dots between them; elements of
// arrays are named by their position.
func (f Field) Path() string {
	path := appendName(nil, f.name)
	for up := f.up; up != nil; up = up.up {
		path = append(append(appendName(nil, up.name), '.'), path...)
	}
	return string(path)
}

// appendName appends a member name as errors show it: short, and quoted if it is an odd
// one. It copies, so that a Field with its name can live on the stack.
func appendName(dst []byte, name string) []byte {
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c > '~' || c == '"' || c == '.' || i == shown {
			return AppendString(dst, Shorten(name, shown))
		}
	}
	return append(dst, name...)
}

// Fail records that the value of f is not allowed. The text allowed completes "it must be".
func (f Field) Fail(allowed string) {
	if f.r.Err == nil {
		f.FailAs(f.Describe(), allowed)
	}
}

// FailAs is Fail with a description of its own for what was found, completing "it is".
func (f Field) FailAs(found, allowed string) {
	if f.r.Err == nil {
		f.r.Err = &FieldError{f.Path(), found, allowed}
	}
}

// Uint32 is a whole number from 0 to 4294967295.
func (f Field) Uint32() uint32 { return uint32(f.Int(0, math.MaxUint32)) }

// Int32 is a whole number of 32 bits with sign.
func (f Field) Int32() int32 { return int32(f.Int(math.MinInt32, math.MaxInt32)) }

// Int is a whole number from lo to hi. See Value.Int for how it may be written.
func (f Field) Int(lo, hi int64) int64 {
	n, ok := f.Value.Int()
	if !ok || n < lo || n > hi {
		f.Fail("a whole number from " + strconv.FormatInt(lo, 10) + " to " + strconv.FormatInt(hi, 10))
		return 0
	}
	return n
}

// Float is a number from lo to hi.
func (f Field) Float(lo, hi int) float64 {
	x, ok := f.Value.Float()
	if !ok || x < float64(lo) || x > float64(hi) {
		f.Fail("a number from " + strconv.Itoa(lo) + " to " + strconv.Itoa(hi))
		return 0
	}
	return x
}

// Text is a string.
func (f Field) Text() string {
	s, ok := f.Str()
	if !ok {
		f.Fail("a string")
	}
	return s
}

// Bool is a boolean.
func (f Field) Bool() bool {
	b, ok := f.Value.Bool()
	if !ok {
		f.Fail("true or false")
	}
	return b
}

// Only is the single member of an object that must have exactly one.
func (f *Field) Only() (name string, value Field) {
	const allowed = "an object with exactly one member"
	only := Field{r: f.r, up: f}
	if f.Kind() != Object {
		f.Fail(allowed)
		return "", only
	}
	key := f.i + 1
	if end := f.node().next; key == end || f.doc.nodes[key+1].next != end {
		f.FailAs("an object with "+strconv.Itoa(f.Len())+" members", allowed)
		return "", only
	}
	only.name, only.Value = f.doc.str(&f.doc.nodes[key]), Value{f.doc, key + 1}
	return only.name, only
}

// Items goes through the elements of an array; anything else is a problem.
func (f *Field) Items() iter.Seq2[int, Field] {
	return func(yield func(int, Field) bool) {
		if f.Kind() != Array {
			f.Fail("an array")
			return
		}
		i := 0
		for v := range f.Value.Items() {
			if !yield(i, Field{Value: v, r: f.r, up: f, name: strconv.Itoa(i)}) {
				return
			}
			i++
		}
	}
}

// Members goes through the members of an object; anything else is a problem.
func (f *Field) Members() iter.Seq2[string, Field] {
	return func(yield func(string, Field) bool) {
		if f.Kind() != Object {
			f.Fail("an object")
			return
		}
		for key, v := range f.Value.Members() {
			if !yield(key, Field{Value: v, r: f.r, up: f, name: key}) {
				return
			}
		}
	}
}

// shown is how many bytes of a value an error repeats.
const shown = 40

// Describe tells what v is, for an error: "missing", "an array", `"abc"`, "-3".
func (v Value) Describe() string {
	switch k := v.Kind(); k {
	case Bool, Number:
		return strings.Clone(Shorten(v.raw(), shown))
	case String:
		s, _ := v.Str()
		return Quote(s)
	default:
		return k.String()
	}
}

// Quote is s as an error shows it: shortened, as a JSON string.
func Quote(s string) string { return string(AppendString(nil, Shorten(s, shown))) }

// Shorten cuts s to at most limit bytes, not within a character, and marks the cut with
// an ellipsis on top of that.
func Shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
