// Package jsonx reads and writes JSON without reflection.
//
// The reader is strict (RFC 8259, valid UTF-8), bounded in size, depth and number of
// values, and keeps the parsed text as one flat list of nodes. When an object has a name
// twice the last one counts, as with JavaScript's JSON.parse.
package jsonx

import "strconv"

// Limits bounds what Parse takes. A field that is 0 stands for that of DefaultLimits.
type Limits struct {
	Size  int // bytes of input
	Depth int // arrays and objects within each other
	Nodes int // values and member names altogether
}

// DefaultLimits are the limits used where none are given.
var DefaultLimits = Limits{Size: 1 << 20, Depth: 32, Nodes: 1 << 17}

// SyntaxError tells that the input is not JSON.
type SyntaxError struct {
	Offset int // of the offending byte, from the start of the input
	Text   string
}

func (e *SyntaxError) Error() string {
	return "invalid JSON at byte " + strconv.Itoa(e.Offset) + ": " + e.Text
}

// LimitError tells that the input exceeds one of the Limits.
type LimitError struct {
	What  string // what there is too much of: "bytes", "nested arrays and objects", "values"
	Limit int
}

func (e *LimitError) Error() string {
	return "JSON too large: more than " + strconv.Itoa(e.Limit) + " " + e.What
}

// Parse reads data, which must be one JSON value with nothing but white space around it.
// The errors are *SyntaxError and *LimitError. The Value keeps no reference to data.
func Parse(data []byte, lim Limits) (Value, error) {
	v, rest, err := ParsePrefix(data, lim)
	if err == nil && len(rest) > 0 {
		offset := len(data) - len(rest)
		return Value{}, &SyntaxError{offset, "found " + quoteByte(data[offset]) + " after the end of the value"}
	}
	return v, err
}

// ParsePrefix reads the first JSON value in data and returns what follows it, white space
// in between left out. The errors are those of Parse; Limits.Size is for all of data.
func ParsePrefix(data []byte, lim Limits) (v Value, rest []byte, err error) {
	lim = lim.orDefault()
	if len(data) > lim.Size {
		return Value{}, nil, &LimitError{"bytes", lim.Size}
	}
	doc := new(document)
	p := parser{data: data, nodes: doc.room(len(data)), limits: lim}
	p.space()
	if err := p.value(lim.Depth); err != nil {
		return Value{}, nil, err
	}
	doc.nodes, doc.text = p.nodes, string(data[:p.pos])
	p.space()
	return Value{doc: doc}, data[p.pos:], nil
}

func (l Limits) orDefault() Limits {
	if l.Size <= 0 {
		l.Size = DefaultLimits.Size
	}
	if l.Depth <= 0 {
		l.Depth = DefaultLimits.Depth
	}
	if l.Nodes <= 0 {
		l.Nodes = DefaultLimits.Nodes
	}
	l.Size = min(l.Size, maxOffset)
	return l
}
