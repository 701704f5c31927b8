package jsonx

import "math"

// document is a parsed text: its nodes in the order of the text.
type document struct {
	text  string
	nodes []node
	small [21]node // room for a short text, so that it costs no allocation of its own
}

// node is one value or member name. The children of an array follow it; those of an
// object alternate between name and value.
type node struct {
	start, end uint32 // in the text; of a string without its quotes
	next       uint32 // index of the node after this one and all it contains
	kind       Kind
	escaped    bool // a string with a backslash in it
}

const maxOffset = math.MaxInt32

// bytesPerNode is a low guess for dense JSON, so that most texts need no growth.
const bytesPerNode = 8

func (d *document) room(size int) []node {
	if size/bytesPerNode <= len(d.small) {
		return d.small[:0]
	}
	return make([]node, 0, min(size/bytesPerNode, 4096))
}

func (d *document) str(n *node) string {
	s := d.text[n.start:n.end]
	if n.escaped {
		return unescape(s)
	}
	return s
}
