package message

import (
	"errors"
	"iter"
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Limits bounds what the decoders take from a peer. A field that is 0 or less stands for that of
// DefaultLimits.
type Limits struct {
	Frame    int // bytes of a frame
	Depth    int // JSON arrays and objects within each other
	Values   int // JSON values and member names in a frame
	Elements int // messages in a frame
	Devices  int // devices in a DeviceList
	Features int // features of a device
	Ranges   int // ranges of an input
	Text     int // bytes of a name, a description or an error text; what servers send is cut, not refused
}

// DefaultLimits are the limits used where none are given. No real peer comes near them. They are
// not to be changed.
var DefaultLimits = Limits{
	Frame: 1 << 20, Depth: 32, Values: 1 << 17, Elements: 1024, Devices: 1024, Features: 256, Ranges: 16, Text: 1024,
}

func (l Limits) orDefault() Limits {
	for _, f := range [...]struct{ set, standard *int }{
		{&l.Frame, &DefaultLimits.Frame}, {&l.Depth, &DefaultLimits.Depth}, {&l.Values, &DefaultLimits.Values},
		{&l.Elements, &DefaultLimits.Elements}, {&l.Devices, &DefaultLimits.Devices},
		{&l.Features, &DefaultLimits.Features}, {&l.Ranges, &DefaultLimits.Ranges}, {&l.Text, &DefaultLimits.Text},
	} {
		if *f.set <= 0 {
			*f.set = *f.standard
		}
	}
	return l
}

// Element is one message of a frame whose fields have not been looked at yet, except for its Id.
// It is made by Elements.
type Element struct {
	Name  string      // "OutputCmd", or any other text that the peer sent
	Body  jsonx.Value // its fields, for the decoders
	ID    uint32
	HasID bool // there is an Id from 0 to 4294967295
}

// ErrTooManyMessages is the Cause of the Error for a frame with more messages than Limits allow.
// The peer can't be told which of them were refused, so a server ends the session.
var ErrTooManyMessages = errors.New("too many messages in one frame")

// Elements goes through the messages of a text frame in their order. Each is either an Element
// or, not being one, an Error to be sent in reply, with the Id where that could be read. A frame
// is taken as a whole or not at all: if any of it is no JSON, or it is beyond the limits, there
// is one Error with Id 0 and nothing else. Several arrays in one frame are taken as one. Elements
// keep no reference to frame.
func Elements(frame []byte, lim Limits) iter.Seq2[Element, *Error] {
	return func(yield func(Element, *Error) bool) {
		var few [1]jsonx.Value // keeps the usual case off the heap
		roots, bad := parse(few[:0], frame, lim.orDefault())
		if bad != nil {
			yield(Element{}, bad)
			return
		}
		for _, root := range roots {
			if !elements(root, yield) {
				return
			}
		}
	}
}

// parse appends the arrays of a frame, or whatever is there in their place.
func parse(roots []jsonx.Value, frame []byte, lim Limits) ([]jsonx.Value, *Error) {
	count := 0
	for rest := frame; ; {
		root, after, err := jsonx.ParsePrefix(rest, jsonx.Limits{Size: lim.Frame, Depth: lim.Depth, Nodes: lim.Values})
		if err != nil {
			return nil, frameError(err, len(frame)-len(rest))
		}
		answers := 1 // what is no array, or empty, is answered with an Error
		if root.Kind() == jsonx.Array {
			answers = max(root.Len(), 1)
		}
		if count += answers; count > lim.Elements {
			return nil, &Error{Code: CodeMessage, Cause: ErrTooManyMessages, Text: "The frame holds more than " +
				strconv.Itoa(lim.Elements) + " messages; none of them was carried out. Send them in several frames."}
		}
		if roots, rest = append(roots, root), after; len(rest) == 0 {
			return roots, nil
		}
	}
}

// elements goes through one array. It reports whether to go on with the next one.
func elements(root jsonx.Value, yield func(Element, *Error) bool) bool {
	if root.Kind() != jsonx.Array {
		return yield(Element{}, NewError(0, CodeMessage, "The frame is "+root.Kind().String()+"; it must be an array of messages."))
	}
	empty := true
	for v := range root.Items() {
		empty = false
		if !yield(element(v)) {
			return false
		}
	}
	if empty {
		return yield(Element{}, NewError(0, CodeMessage, "The frame is an empty array; it must hold at least one message."))
	}
	return true
}

func element(v jsonx.Value) (Element, *Error) {
	var el Element
	count := 0
	for name, body := range v.Members() {
		count++
		if el.HasID {
			continue
		}
		el.Name, el.Body = name, body
		el.ID, el.HasID = body.Get("Id").Uint32()
	}
	const allowed = `; it must be an object with one member, the name of the message.`
	switch {
	case v.Kind() != jsonx.Object:
		return Element{}, NewError(0, CodeMessage, "A message is "+v.Describe()+allowed)
	case count != 1:
		return Element{}, NewError(el.ID, CodeMessage, "A message is an object with "+strconv.Itoa(count)+" members"+allowed)
	case el.Body.Kind() != jsonx.Object:
		return Element{}, NewError(0, CodeMessage, jsonx.Quote(el.Name)+" is "+el.Body.Describe()+"; it must be an object with the fields of the message.")
	}
	return el, nil
}

// frameError is the reply to a frame that could not be parsed; offset is where in the
// frame the parsing began.
func frameError(err error, offset int) *Error {
	if syntax, ok := err.(*jsonx.SyntaxError); ok {
		syntax.Offset += offset
	}
	return NewError(0, CodeMessage, "The frame could not be read: "+err.Error()+".")
}

// reader reads the fields of one message.
type reader struct {
	jsonx.Reader
	id uint32
}

// start begins reading el, whose Id must be at least lowestID.
func (r *reader) start(el *Element, lowestID int64) jsonx.Field {
	body := r.Root(el.Name, el.Body)
	r.id = uint32(body.Field("Id").Int(lowestID, 1<<32-1))
	return body
}

// result is m, or the Error if a field was wrong.
func (r *reader) result(m Message) (Message, *Error) {
	if r.Err != nil {
		return nil, NewError(r.id, CodeMessage, r.Err.Error()+".")
	}
	m.SetMessageID(r.id)
	return m, nil
}

// names lists all types: "Vibrate, Rotate".
func names[T interface{ String() string }](types []T) string {
	all := make([]string, 0, len(types))
	for _, t := range types {
		all = append(all, t.String())
	}
	return strings.Join(all, ", ")
}
