package device

import (
	"math"
	"time"

	"github.com/gobuttplug/gobuttplug/internal/ascii"
)

// OutputType is a kind of output. The zero value is none.
type OutputType uint8

// The output types of spec version 4. Values are in steps without a unit.
const (
	Vibrate                OutputType = iota + 1
	Rotate                            // negative the other way round, where the range is signed
	Oscillate                         // how fast a machine thrusts
	Constrict                         // how tight
	Spray                             // how much
	Temperature                       // negative cools, where the range is signed
	Led                               // how bright
	Position                          // a place to go to as fast as the toy can
	HwPositionWithDuration            // a place to reach in a given time
	outputTypeEnd
)

var outputNames = [outputTypeEnd]string{
	Vibrate: "Vibrate", Rotate: "Rotate", Oscillate: "Oscillate", Constrict: "Constrict", Spray: "Spray",
	Temperature: "Temperature", Led: "Led", Position: "Position", HwPositionWithDuration: "HwPositionWithDuration",
}

// OutputTypes lists all output types in the order of their constants.
func OutputTypes() []OutputType {
	all := make([]OutputType, 0, outputTypeEnd-1)
	for t := Vibrate; t < outputTypeEnd; t++ {
		all = append(all, t)
	}
	return all
}

// String is the name on the wire; "" for a value that is none of the constants.
func (t OutputType) String() string {
	if t < outputTypeEnd {
		return outputNames[t]
	}
	return ""
}

// IsPosition reports whether t is a place to go to rather than a level to hold. A move ends by
// itself, so it is not stopped by a value of 0.
func (t OutputType) IsPosition() bool { return t == Position || t == HwPositionWithDuration }

// ParseOutputType finds an output type by its wire name. Names are case-sensitive.
func ParseOutputType(name string) (OutputType, bool) {
	for t := Vibrate; t < outputTypeEnd; t++ {
		if outputNames[t] == name {
			return t, true
		}
	}
	return 0, false
}

// InputType is a kind of input. The zero value is none.
type InputType uint8

// The input types of spec version 4 whose readings it describes.
const (
	Battery  InputType = iota + 1 // percent, 0 to 100
	RSSI                          // strength of the radio signal, dBm
	Pressure                      // no unit; the range tells how far it goes
	Button                        // 1 while it is pressed, else 0
	inputTypeEnd
)

var inputNames = [inputTypeEnd]string{Battery: "Battery", RSSI: "Rssi", Pressure: "Pressure", Button: "Button"}

// InputTypes lists all input types in the order of their constants.
func InputTypes() []InputType { return []InputType{Battery, RSSI, Pressure, Button} }

// String is the name on the wire; "" for a value that is none of the constants.
func (t InputType) String() string {
	if t < inputTypeEnd {
		return inputNames[t]
	}
	return ""
}

// ParseInputType finds an input type by its wire name. Peers spell some of them
// differently (RSSI, rssi, battery), so case does not matter.
func ParseInputType(name string) (InputType, bool) {
	for t := Battery; t < inputTypeEnd; t++ {
		if ascii.EqualFold(inputNames[t], name) {
			return t, true
		}
	}
	return 0, false
}

// InputCommand is what to do with an input.
type InputCommand uint8

// The input commands of spec version 4.
const (
	Read InputCommand = 1 << iota
	Subscribe
	Unsubscribe
)

// String is the name on the wire; "" for a value that is none of the constants.
func (c InputCommand) String() string {
	switch c {
	case Read:
		return "Read"
	case Subscribe:
		return "Subscribe"
	case Unsubscribe:
		return "Unsubscribe"
	}
	return ""
}

// ParseInputCommand finds an input command by its wire name; case does not matter.
func ParseInputCommand(name string) (InputCommand, bool) {
	for c := Read; c <= Unsubscribe; c <<= 1 {
		if ascii.EqualFold(c.String(), name) {
			return c, true
		}
	}
	return 0, false
}

// InputCommands is a set of input commands: InputCommands(Read|Subscribe). Unsubscribe is
// implied by Subscribe and never announced.
type InputCommands uint8

// Has reports whether c may be sent to an input that announced this set.
func (s InputCommands) Has(c InputCommand) bool {
	if c == Unsubscribe {
		c = Subscribe
	}
	return uint8(s)&uint8(c) != 0
}

// Range is a range of values, inclusive at both ends.
type Range struct{ Min, Max int32 }

// Contains reports whether v is within r.
func (r Range) Contains(v int32) bool { return r.Min <= v && v <= r.Max }

// Durations is how long a move may take: from Min to Max, in whole milliseconds. A Max of 0
// means no limit but that of messages, 4294967295 ms.
type Durations struct{ Min, Max time.Duration }

// Milliseconds makes Durations of a range that is given in milliseconds.
func Milliseconds(r Range) Durations {
	return Durations{time.Duration(r.Min) * time.Millisecond, time.Duration(r.Max) * time.Millisecond}
}

// maxDuration is the longest duration that a message can carry.
const maxDuration = math.MaxUint32 * time.Millisecond

// Clamp is the duration nearest to d that a move may take, in whole milliseconds and never
// negative.
func (r Durations) Clamp(d time.Duration) time.Duration {
	longest := r.Max
	if longest <= 0 {
		longest = maxDuration
	}
	return min(max(d, r.Min, 0), longest).Round(time.Millisecond)
}
