package jsonx

import (
	"strconv"
	"unicode/utf8"
)

type parser struct {
	data   []byte
	pos    int
	nodes  []node
	limits Limits
}

func (p *parser) space() {
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case ' ', '\t', '\n', '\r':
			p.pos++
		default:
			return
		}
	}
}

// peek is the next byte; 0, which no JSON text contains, at the end.
func (p *parser) peek() byte {
	if p.pos < len(p.data) {
		return p.data[p.pos]
	}
	return 0
}

func (p *parser) unexpected(wanted string) error {
	found := "the text ends"
	if p.pos < len(p.data) {
		found = "found " + quoteByte(p.data[p.pos])
	}
	return &SyntaxError{p.pos, found + " instead of " + wanted}
}

// push adds a node that ends here and contains no others.
func (p *parser) push(k Kind, start int, escaped bool) error {
	if len(p.nodes) >= p.limits.Nodes {
		return &LimitError{"values", p.limits.Nodes}
	}
	next := uint32(len(p.nodes) + 1)
	p.nodes = append(p.nodes, node{kind: k, start: uint32(start), end: uint32(p.pos), next: next, escaped: escaped})
	return nil
}

// value reads one value; depth is how many arrays and objects may still be opened.
func (p *parser) value(depth int) error {
	switch c := p.peek(); {
	case c == '"':
		return p.string()
	case c == '-' || '0' <= c && c <= '9':
		return p.number()
	case c == '{' || c == '[':
		if depth == 0 {
			return &LimitError{"nested arrays and objects", p.limits.Depth}
		}
		if c == '{' {
			return p.list(Object, '}', depth-1)
		}
		return p.list(Array, ']', depth-1)
	case c == 't':
		return p.word("true", Bool)
	case c == 'f':
		return p.word("false", Bool)
	case c == 'n':
		return p.word("null", Null)
	}
	return p.unexpected("a value")
}

func (p *parser) word(word string, k Kind) error {
	start := p.pos
	for i := range len(word) {
		if p.peek() != word[i] {
			return p.unexpected("the word " + word)
		}
		p.pos++
	}
	return p.push(k, start, false)
}

// list reads what is in an array or object.
func (p *parser) list(k Kind, end byte, depth int) error {
	self := len(p.nodes)
	if err := p.push(k, p.pos, false); err != nil {
		return err
	}
	p.pos++
	p.space()
	more := p.peek() != end
	if !more {
		p.pos++
	}
	for more {
		p.space()
		err := p.name(k)
		if err == nil {
			err = p.value(depth)
		}
		if err == nil {
			more, err = p.more(end)
		}
		if err != nil {
			return err
		}
	}
	p.nodes[self].end, p.nodes[self].next = uint32(p.pos), uint32(len(p.nodes))
	return nil
}

// name passes the name of a member, and the colon behind it. Elements of arrays have none.
func (p *parser) name(of Kind) error {
	if of == Array {
		return nil
	}
	if p.peek() != '"' {
		return p.unexpected("a member name")
	}
	if err := p.string(); err != nil {
		return err
	}
	p.space()
	if p.peek() != ':' {
		return p.unexpected("':'")
	}
	p.pos++
	p.space()
	return nil
}

// more passes the comma or the closing bracket after an element.
func (p *parser) more(end byte) (bool, error) {
	p.space()
	switch p.peek() {
	case ',':
		p.pos++
		return true, nil
	case end:
		p.pos++
		return false, nil
	}
	return false, p.unexpected("',' or '" + string(rune(end)) + "'")
}

func (p *parser) string() error {
	start := p.pos + 1
	escaped := false
	for p.pos = start; ; {
		if p.pos >= len(p.data) {
			return p.unexpected("the end of a string")
		}
		switch c := p.data[p.pos]; {
		case c == '"':
			err := p.push(String, start, escaped)
			p.pos++
			return err
		case c == '\\':
			escaped = true
			if err := p.escape(); err != nil {
				return err
			}
		case c < ' ':
			return &SyntaxError{p.pos, "found " + quoteByte(c) + " in a string, where it must be escaped"}
		case c < utf8.RuneSelf:
			p.pos++
		default:
			r, size := utf8.DecodeRune(p.data[p.pos:])
			if r == utf8.RuneError && size == 1 {
				return &SyntaxError{p.pos, "found " + quoteByte(c) + " in a string, which is not valid UTF-8"}
			}
			p.pos += size
		}
	}
}

// escape passes one escape sequence and checks its form.
func (p *parser) escape() error {
	p.pos++
	switch p.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		p.pos++
		return nil
	case 'u':
		p.pos++
		for range 4 {
			if _, ok := hexDigit(p.peek()); !ok {
				return p.unexpected("four hexadecimal digits")
			}
			p.pos++
		}
		return nil
	}
	return p.unexpected("an escape sequence")
}

func (p *parser) number() error {
	start := p.pos
	if p.peek() == '-' {
		p.pos++
	}
	if p.peek() == '0' {
		p.pos++
		if c := p.peek(); '0' <= c && c <= '9' {
			return &SyntaxError{start, "found a number with a leading zero"}
		}
	} else if err := p.digits(); err != nil {
		return err
	}
	if p.peek() == '.' {
		p.pos++
		if err := p.digits(); err != nil {
			return err
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.pos++
		if c := p.peek(); c == '+' || c == '-' {
			p.pos++
		}
		if err := p.digits(); err != nil {
			return err
		}
	}
	return p.push(Number, start, false)
}

// digits passes one digit or more.
func (p *parser) digits() error {
	start := p.pos
	for c := p.peek(); '0' <= c && c <= '9'; c = p.peek() {
		p.pos++
	}
	if p.pos == start {
		return p.unexpected("a digit")
	}
	return nil
}

// quoteByte shows a byte of the input in an error.
func quoteByte(c byte) string {
	if c < ' ' || c > '~' {
		return "byte 0x" + strconv.FormatUint(uint64(c), 16)
	}
	return "'" + string(rune(c)) + "'"
}
