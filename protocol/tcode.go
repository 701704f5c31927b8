package protocol

import (
	"strconv"

	"github.com/gobuttplug/gobuttplug/device"
)

// TCode is for self-made strokers that speak T-Code v0.3 (OSR2, SR6 and others), text in which the
// digits after a channel are a decimal fraction: L0500 is half way. They have no Bluetooth
// name of their own, so users configure them. The official server sends the digits of
// the step, at least two, instead of the fraction, and turns the R0 axis along with a
// position. Where its digits are right, ours are the same; a step below a tenth of 1000,
// the top of a range, and ranges such as 20 are where they are wrong.
var TCode = []Spec{{
	Name:      "tcode-v03",
	Command:   Func(tcode),
	StopMoves: func(*State) []Write { return []Write{{Data: text("DSTOP\n")}} },
}}

func tcode(s *State, c Command) []byte {
	channel, interval := "L", ""
	switch c.Type {
	case device.Position:
	case device.HwPositionWithDuration:
		interval = "I" + strconv.FormatInt(c.Duration.Milliseconds(), 10)
	case device.Rotate:
		channel = "R"
	default:
		channel = "V"
	}
	return text(channel + strconv.FormatUint(uint64(c.Feature), 10) + tcodeFraction(s, c) + interval + "\n")
}

// tcodeFraction is the value as decimals of its range: two in a range of about a hundred,
// else three. The end of the range is 999, and 0 is 00 but for an untimed position.
func tcodeFraction(s *State, c Command) string {
	top := int64(1)
	if f, ok := s.Def.Feature(c.Feature); ok {
		if o, ok := f.Output(c.Type); ok {
			top = max(1, int64(o.Range.Max))
		}
	}
	value := int64(abs(c.Value))
	if value == 0 && c.Type != device.Position || (top == 99 || top == 100) && value < 100 {
		return strconv.FormatInt(100+value, 10)[1:]
	}
	thousandths := min(999, value*1000/top)
	return strconv.FormatInt(1000+thousandths, 10)[1:]
}
