package protocol

import "slices"

// Encoder makes packets. Most protocols are put together from those of this package:
// Bytes says what a packet looks like, and others such as ByOutput and OffOn choose
// between packets. An encoder that appends nothing says that there is nothing to write.
type Encoder interface {
	// Append appends the packet for c to packet. Within Spec.Packet, c stands for the
	// whole toy and has no type, value or feature of its own; what goes by the level,
	// Level and OffOn for example, then goes by the highest level of all features.
	Append(packet []byte, s *State, c Command) []byte
}

// Func is an Encoder for what the others can't say. Nil: there is nothing to write.
type Func func(s *State, c Command) []byte

// Append implements Encoder.
func (f Func) Append(packet []byte, s *State, c Command) []byte {
	if packet == nil {
		return f(s, c)
	}
	return append(packet, f(s, c)...)
}

// Text is ASCII that is always the same.
type Text string

// Append implements Encoder.
func (t Text) Append(packet []byte, _ *State, _ Command) []byte { return append(packet, t...) }

// Join is a packet made of several parts, one behind the other.
type Join []Encoder

// joinSize is room for the packets of most toys, so that one is not moved as it grows.
const joinSize = 32

// Append implements Encoder.
func (parts Join) Append(packet []byte, s *State, c Command) []byte {
	packet = slices.Grow(packet, joinSize)
	for _, part := range parts {
		packet = part.Append(packet, s, c)
	}
	return packet
}

// EachFeature is a packet with one part for each feature that has an output, in the order
// of their index.
type EachFeature struct{ Part Encoder }

// Append implements Encoder.
func (e EachFeature) Append(packet []byte, s *State, _ Command) []byte {
	packet = slices.Grow(packet, joinSize)
	for i := range uint32(s.Outputs()) {
		c := Command{Feature: i, Value: s.Level(i)}
		if f, ok := s.Def.Feature(i); ok && len(f.Outputs) > 0 {
			c.Type = f.Outputs[0].Type
		}
		packet = e.Part.Append(packet, s, c)
	}
	return packet
}

// Padded is a packet that is filled up with zeros.
type Padded struct {
	Length int
	Packet Encoder
}

// Append implements Encoder.
func (p Padded) Append(packet []byte, s *State, c Command) []byte {
	packet = slices.Grow(packet, p.Length)
	end := len(packet) + p.Length
	packet = p.Packet.Append(packet, s, c)
	for len(packet) < end {
		packet = append(packet, 0)
	}
	return packet
}

// AtMost lowers levels that the toy would take for something else, for Spec.Command.
type AtMost struct {
	Level  int32
	Packet Encoder
}

// Append implements Encoder.
func (m AtMost) Append(packet []byte, s *State, c Command) []byte {
	c.Value = max(-m.Level, min(c.Value, m.Level))
	return m.Packet.Append(packet, s, c)
}
