// Package device holds the model of a toy, the ways to reach one, and what its owner allows.
//
// The model is a Definition with its features, their outputs and inputs, and the ranges of
// these. Definitions come from a Catalog; package catalog has one.
//
// A way to reach toys is a Scanner, which finds peripherals, each of which connects to a Link.
// Package webbluetooth has one for the toys of a page, package simulated one for people
// without a toy. A program adds its own by these three interfaces.
//
// What the owner of the toys allows are Limits. They stand before every Toy, as a Guard:
//
//	limits := device.NewLimits()
//	rule := device.Unlimited()
//	rule.Top = 0.5 // half the strength, whatever a client asks for
//	err := limits.Set("Lovense Hush", rule)
//	...
//	srv := server.New(server.Options{UserLimits: limits, ...})
//
// # Errors
//
// The errors of links, scanners and toys are matched with errors.Is: ErrDisconnected,
// ErrTimeout, ErrNotAllowed and so on. A call whose context ended returns the cause of that
// context, which matches context.Canceled or context.DeadlineExceeded unless a cause was set.
package device

import (
	"math"
	"strconv"
	"time"
)

// DefaultGap is the least time between two writes to a Bluetooth LE toy whose definition sets
// none: a flood of writes without response makes toys lag or drop the connection.
const DefaultGap = 50 * time.Millisecond

// NoGap as Definition.Gap means that writes may follow each other at once.
const NoGap time.Duration = -1

// Definition is what is known of a toy model: what it is called, which protocol it speaks and
// what it can do. It must not be changed once a device uses it, and may then be read from any
// goroutine.
type Definition struct {
	Index       uint32 // the server's number for the device
	Protocol    string // name of the protocol.Spec, "lovense"
	Identifier  string // the model within the protocol, "Z"; "" for its default definition
	Variant     string // sub-protocol, "vorze-sa-piston"; "" for most
	Name        string // from the catalogue, "Lovense Hush"
	DisplayName string // given by the user; "" when unset
	// Gap is the least time between writes: 0 for the transport's default, NoGap for none.
	Gap      time.Duration
	Features []Feature // in ascending order of Index; indexes may have holes
}

// Feature is one thing a toy can do or measure. A feature may have neither outputs
// nor inputs; it then only holds its place.
type Feature struct {
	Index       uint32
	Description string
	Outputs     []Output // at most one per type
	Inputs      []Input  // at most one per type
}

// Output is something a feature can be told to do.
type Output struct {
	Type     OutputType
	Range    Range     // of the toy: Min is 0 or -Max
	Duration Durations // of a move; only for HwPositionWithDuration
	Limit    *Range    // set by the user, within 0 and Range.Max; nil when unset
	Disabled bool      // by the user: not announced, commands refused, but stops still sent
	Reverse  bool      // by the user; only for position types
}

// Input is something a feature can measure.
type Input struct {
	Type     InputType
	Ranges   []Range // of the readings, in the unit of the type; at least one
	Commands InputCommands
}

// Feature finds a feature by its index.
func (d *Definition) Feature(index uint32) (*Feature, bool) {
	for i := range d.Features {
		if d.Features[i].Index == index {
			return &d.Features[i], true
		}
	}
	return nil, false
}

// Output finds an output of a feature by its type.
func (f *Feature) Output(t OutputType) (*Output, bool) {
	for i := range f.Outputs {
		if f.Outputs[i].Type == t {
			return &f.Outputs[i], true
		}
	}
	return nil, false
}

// Input finds an input of a feature by its type.
func (f *Feature) Input(t InputType) (*Input, bool) {
	for i := range f.Inputs {
		if f.Inputs[i].Type == t {
			return &f.Inputs[i], true
		}
	}
	return nil, false
}

// Steps is the number of steps above 0 that a client can choose from.
func (o *Output) Steps() int32 {
	lo, hi := o.span()
	return hi - lo
}

// span is what the user's settings leave of the range: the toy's values for a client's 0
// and its highest step.
func (o *Output) span() (lo, hi int32) {
	if o.Limit != nil {
		return o.Limit.Min, o.Limit.Max
	}
	return 0, o.Range.Max
}

// Announced is the range of values that a client sees and may send, in steps: from 0, or from
// -Steps for an output with two directions, to Steps.
func (o *Output) Announced() Range {
	if o.Range.Min < 0 {
		return Range{Min: -o.Steps(), Max: o.Steps()}
	}
	return Range{Max: o.Steps()}
}

// RangeError tells that a value is outside the announced range of an output.
type RangeError struct {
	Type  OutputType
	Value int32
	Range Range
}

func (e *RangeError) Error() string {
	return "value " + strconv.Itoa(int(e.Value)) + " is outside the range " + strconv.Itoa(int(e.Range.Min)) +
		" to " + strconv.Itoa(int(e.Range.Max)) + " of this " + e.Type.String() + " output"
}

// Level turns the value of a client, in steps, into the value for the toy: shifted into the
// user's limit, and reversed where the user asked for that. For all but position types 0
// stays 0, because it means stop. The error is a *RangeError.
func (o *Output) Level(v int32) (int32, error) {
	if !o.Announced().Contains(v) {
		return 0, &RangeError{Type: o.Type, Value: v, Range: o.Announced()}
	}
	lo, hi := o.span()
	switch {
	case o.Type.IsPosition() && o.Reverse:
		return hi - v, nil
	case o.Type.IsPosition():
		return lo + v, nil
	case v > 0:
		return lo + v, nil
	case v < 0:
		return -(lo - v), nil
	}
	return 0, nil
}

// StepUp is the step for a fraction, -1 to 1, of a number of steps, rounded away from 0, so
// that every fraction from 0.000001 on moves the toy. The result is the same on every platform:
// that of IEEE double arithmetic.
func StepUp(steps int32, fraction float64) int32 {
	if fraction < 0 {
		return -StepUp(steps, -fraction)
	}
	if fraction < 0.000001 {
		return 0
	}
	product := float64(steps) * fraction // in a variable, so that it is not fused with anything
	return int32(math.Ceil(product))
}

// Announced is the device as clients see it: with the ranges that they may use, without
// disabled outputs, and without the features that then have nothing left. It does not say which
// protocol the toy speaks. Gap is that of the connection, see EffectiveGap.
func (d *Definition) Announced(index uint32, gap time.Duration) *Definition {
	seen := &Definition{Index: index, Name: d.Name, DisplayName: d.DisplayName, Gap: gap}
	for i := range d.Features {
		f := d.Features[i]
		f.Outputs = nil
		for j := range d.Features[i].Outputs {
			if o := &d.Features[i].Outputs[j]; !o.Disabled {
				f.Outputs = append(f.Outputs, Output{Type: o.Type, Range: o.Announced(), Duration: o.Duration})
			}
		}
		if len(f.Outputs)+len(f.Inputs) > 0 {
			seen.Features = append(seen.Features, f)
		}
	}
	return seen
}

// EffectiveGap is the least time between writes on a connection whose Link has a Gap of
// transport; 0 for none.
func (d *Definition) EffectiveGap(transport time.Duration) time.Duration {
	switch {
	case d.Gap > 0:
		return d.Gap
	case d.Gap == NoGap || transport < 0:
		return 0
	}
	return transport
}
