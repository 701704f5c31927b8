// Package device holds the model of a toy (definition, features, ranges, value rules)
// and the interfaces that a transport such as package webbluetooth or package
// simulated implements to reach one.
package device

import (
	"math"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/message"
)

// DefaultGap is the least time between two writes to a Bluetooth LE toy whose
// definition sets none: a flood of writes without response makes toys lag or drop.
const DefaultGap = 50 * time.Millisecond

// NoGap as Definition.Gap asks for no time between writes.
const NoGap time.Duration = -1

// Definition is what is known of a toy model: what it is called, which protocol it
// speaks and what it can do. A Definition is not changed once a device uses it.
type Definition struct {
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
	Type     message.OutputType
	Range    message.Range  // of the toy: Min is 0 or -Max
	Duration message.Range  // ms; only for HwPositionWithDuration
	Limit    *message.Range // set by the user, within 0 and Range.Max; nil when unset
	Disabled bool           // by the user: not announced, commands refused, still stopped
	Reverse  bool           // by the user; only for position types
}

// Input is something a feature can measure.
type Input struct {
	Type     message.InputType
	Ranges   []message.Range
	Commands message.InputCommands
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
func (f *Feature) Output(t message.OutputType) (*Output, bool) {
	for i := range f.Outputs {
		if f.Outputs[i].Type == t {
			return &f.Outputs[i], true
		}
	}
	return nil, false
}

// Input finds an input of a feature by its type.
func (f *Feature) Input(t message.InputType) (*Input, bool) {
	for i := range f.Inputs {
		if f.Inputs[i].Type == t {
			return &f.Inputs[i], true
		}
	}
	return nil, false
}

// Steps is the number of steps above 0 that a client can choose from.
func (o *Output) Steps() int32 {
	if o.Limit != nil {
		return o.Limit.Max - o.Limit.Min
	}
	return o.Range.Max
}

// Announced is the range of values that a client sees and may send.
func (o *Output) Announced() message.Range {
	if o.Range.Min < 0 {
		return message.Range{Min: -o.Steps(), Max: o.Steps()}
	}
	return message.Range{Max: o.Steps()}
}

// RangeError tells that a value is outside the announced range of an output.
type RangeError struct {
	Type  message.OutputType
	Value int32
	Range message.Range
}

func (e *RangeError) Error() string {
	return "value " + strconv.Itoa(int(e.Value)) + " is outside the range " + strconv.Itoa(int(e.Range.Min)) +
		" to " + strconv.Itoa(int(e.Range.Max)) + " of this " + e.Type.String() + " output"
}

// Level turns a client's value into the value for the toy: shifted into the user's
// limit and reversed where the user asked for it. For all but position types 0 stays 0,
// because 0 means stop. The error is a *RangeError.
func (o *Output) Level(v int32) (int32, error) {
	if !o.Announced().Contains(v) {
		return 0, &RangeError{Type: o.Type, Value: v, Range: o.Announced()}
	}
	lo, hi := int32(0), o.Range.Max
	if o.Limit != nil {
		lo, hi = o.Limit.Min, o.Limit.Max
	}
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

// ClampDuration limits a duration in ms to what the output announced.
func (o *Output) ClampDuration(ms uint32) uint32 {
	if limit := o.Duration.Max; limit > 0 && ms > uint32(limit) {
		return uint32(limit)
	}
	return ms
}

// StepUp is the step of a speed given as fraction 0 to 1 of steps: rounded up, so that
// every fraction above 0.000001 moves the toy. The product is not fused with anything,
// so the result is that of IEEE double arithmetic on every platform.
func StepUp(steps int32, fraction float64) int32 {
	if fraction < 0.000001 {
		return 0
	}
	product := float64(steps) * fraction
	return int32(math.Ceil(product))
}

// Info is the device as a client sees it: without disabled outputs, and without
// features that then have nothing left.
func (d *Definition) Info(index uint32, gap time.Duration) message.Device {
	info := message.Device{Index: index, Name: d.Name, DisplayName: d.DisplayName, Gap: gap}
	for i := range d.Features {
		f := &d.Features[i]
		shown := message.Feature{Index: f.Index, Description: f.Description}
		for j := range f.Outputs {
			o := &f.Outputs[j]
			if o.Disabled {
				continue
			}
			shown.Outputs = append(shown.Outputs, message.Output{Type: o.Type, Value: o.Announced(), Duration: o.Duration})
		}
		for _, in := range f.Inputs {
			shown.Inputs = append(shown.Inputs, message.Input{Type: in.Type, Ranges: in.Ranges, Commands: in.Commands})
		}
		if len(shown.Outputs)+len(shown.Inputs) > 0 {
			info.Features = append(info.Features, shown)
		}
	}
	return info
}

// EffectiveGap is the least time between writes, given the transport's default; 0 for none.
func (d *Definition) EffectiveGap(transport time.Duration) time.Duration {
	switch {
	case d.Gap > 0:
		return d.Gap
	case d.Gap == NoGap || transport < 0:
		return 0
	}
	return transport
}
