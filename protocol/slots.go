package protocol

import (
	"encoding/binary"
	"math"
	"slices"
	"strconv"

	"github.com/gobuttplug/gobuttplug/device"
)

// Bytes is what a packet looks like, byte by byte:
//
//	Bytes{0xAA, 0x03, Index + 1, Level, Sum}
type Bytes []Slot

// Slot is one byte of a packet. Numbers from 0 to 255 stay as they are. The constants and
// functions below are filled in for each packet; to Level, those like it, Index and Count
// a number can be added.
type Slot int32

// A slot has a number in its lower 16 bits, above it a form (what to make of a value), and
// in the highest byte where the value comes from, 0 for the command.
const (
	formBits   = 16
	sourceBits = 24

	sourceSecond = 0x3F // Level1Or0
	sourceOutput = 0x40 // and an output type
)

const (
	formNumber Slot = iota << formBits
	formLevel
	formOn
	formBackward
	formInverted
	formIndex
	formCount
	formNibbles
	formRunning
	formSum
	formZeroSum
	formXor
	formTwoDigits
	formDecimal
	formMilliseconds
	formEither // and an output type: the last
)

const (
	// Level is the level commanded, without its sign; for Spec.Packet the highest of all.
	Level = formLevel

	// Level0 to Level3 are the levels of single features, for Spec.Packet.
	Level0 = formLevel + 1<<sourceBits
	Level1 = formLevel + 2<<sourceBits
	Level2 = formLevel + 3<<sourceBits
	Level3 = formLevel + 4<<sourceBits

	// Level1Or0 is the level of feature 1, or that of feature 0 for a toy with one output.
	Level1Or0 = formLevel + sourceSecond<<sourceBits

	// VibrateLevel and those below are the levels of the first feature with such an
	// output, 0 if there is none, for Spec.Packet.
	VibrateLevel   = formLevel + (sourceOutput+Slot(device.Vibrate))<<sourceBits
	RotateLevel    = formLevel + (sourceOutput+Slot(device.Rotate))<<sourceBits
	OscillateLevel = formLevel + (sourceOutput+Slot(device.Oscillate))<<sourceBits

	// On is 1, or 0 when the level is 0.
	On = formOn + 1

	// Inverted is the level with all bits turned over.
	Inverted = formInverted

	// Index is the index of the feature.
	Index = formIndex

	// Count is State.Count, which then goes up by 1.
	Count = formCount

	// Nibbles are two levels in one byte, Level0 in the upper half and Level1Or0 in the lower.
	Nibbles = formNibbles

	// Running has bit 0 set while feature 0 runs and bit 1 while feature 1 does; for a toy
	// with one output both.
	Running = formRunning

	// Sum is the sum of the packet's bytes so far.
	Sum = formSum

	// Xor is the exclusive or of the packet's bytes so far.
	Xor = formXor

	// Decimal is the level in decimal digits.
	Decimal = formDecimal

	// TwoDigits is the level, at most 99, in two decimal digits.
	TwoDigits = formTwoDigits

	// Milliseconds is the duration of a move in two bytes, the higher first. Longer moves
	// are made in 65.5 s.
	Milliseconds = formMilliseconds
)

// IfOn is b, or 0 when the level is 0.
func IfOn(b byte) Slot { return formOn + Slot(b) }

// Backward is the level, with b added when it is negative.
func Backward(b byte) Slot { return formBackward + Slot(b) }

// Either is yes for commands to this output, no for others.
func Either(output device.OutputType, yes, no byte) Slot {
	return formEither + Slot(output)<<formBits + Slot(int16(uint16(yes)<<8|uint16(no)))
}

// SumFrom is the sum of the packet's bytes so far without the first ones.
func SumFrom(first byte) Slot { return formSum + Slot(first) }

// ZeroSumFrom makes the sum of the packet's bytes without the first ones 0.
func ZeroSumFrom(first byte) Slot { return formZeroSum + Slot(first) }

// Of makes a slot take the level of this feature, at most 60, in place of the one commanded.
func (slot Slot) Of(feature byte) Slot { return slot + (Slot(feature)+1)<<sourceBits }

// OfOutput makes a slot take the level of the first feature with such an output.
func (slot Slot) OfOutput(output device.OutputType) Slot {
	return slot + (sourceOutput+Slot(output))<<sourceBits
}

// number is what stands in the lower half.
func (slot Slot) number() int32 { return int32(int16(slot)) }

// form is the slot without its number and source.
func (slot Slot) form() Slot { return (slot - Slot(slot.number())) & (1<<sourceBits - 1) }

// value is the level that the slot is about, with its sign.
func (slot Slot) value(s *State, c Command) int32 {
	switch source := (slot - Slot(slot.number())) >> sourceBits; {
	case source == 0:
		return levelOf(c, s)
	case source >= sourceOutput:
		return s.levelOf(device.OutputType(source - sourceOutput))
	case source != sourceSecond:
		return s.Level(uint32(source - 1))
	case s.Outputs() < 2:
		return s.Level(0)
	}
	return s.Level(1)
}

// Append implements Encoder.
func (b Bytes) Append(packet []byte, s *State, c Command) []byte {
	packet = slices.Grow(packet, len(b))
	for _, slot := range b {
		switch form := slot.form(); form {
		case formNumber:
			packet = append(packet, byte(slot))
		case formTwoDigits:
			level := min(Magnitude(slot.value(s, c)), 99)
			packet = append(packet, '0'+level/10, '0'+level%10)
		case formDecimal:
			packet = strconv.AppendInt(packet, int64(abs(slot.value(s, c))), 10)
		case formMilliseconds:
			packet = binary.BigEndian.AppendUint16(packet, uint16(min(c.Duration.Milliseconds(), math.MaxUint16)))
		default:
			packet = append(packet, slot.fill(form, packet, s, c))
		}
	}
	return packet
}

// fill is the byte for a slot of this form behind this packet.
func (slot Slot) fill(form Slot, packet []byte, s *State, c Command) byte {
	number := slot.number()
	switch form {
	case formIndex:
		return byte(c.Feature) + byte(number)
	case formCount:
		s.Count++
		return byte(s.Count-1) + byte(number)
	case formSum:
		return sum(packet[number:])
	case formZeroSum:
		return -sum(packet[number:])
	case formXor:
		return xor(packet)
	case formNibbles:
		first, second := s.pair()
		return first<<4 | second&0x0F
	case formRunning:
		first, second := s.pair()
		return flag(int32(first)) | flag(int32(second))<<1
	default:
		if form >= formEither {
			return slot.either(form, c)
		}
	}
	return level(form, byte(number), slot.value(s, c))
}

// either is one of two bytes.
func (slot Slot) either(form Slot, c Command) byte {
	if c.Type == device.OutputType((form-formEither)>>formBits) {
		return byte(slot.number() >> 8)
	}
	return byte(slot.number())
}

// level is the byte for a level in a form that depends on nothing else.
func level(form Slot, number byte, v int32) byte {
	size := Magnitude(v)
	switch form {
	case formOn:
		return number * flag(v)
	case formInverted:
		return ^size
	case formBackward:
		if v >= 0 {
			return size
		}
	}
	return size + number
}
