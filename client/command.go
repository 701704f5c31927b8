package client

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Command tells an output what to do: Command{device.Vibrate, Fraction(0.5)}.
type Command struct {
	Type  device.OutputType
	Value Value
}

// Value is how far an output is to go. It is made by Steps, Fraction, Move or MoveSteps.
type Value struct {
	steps    int32
	fraction float64 // if relative
	relative bool
	timed    bool
	duration time.Duration // if timed
}

// Steps is a value in steps of the output, within its announced range.
func Steps(n int32) Value { return Value{steps: n} }

// Fraction is a value as a fraction of the output's largest value: 0 to 1, or -1 to 1 for
// an output that has two directions. It is rounded away from 0 to whole steps, so that a
// small value still moves the toy.
func Fraction(x float64) Value { return Value{fraction: x, relative: true} }

// Move is a place to reach in time d, for HwPositionWithDuration: a fraction 0 to 1. A
// duration outside what the output announced is changed to the nearest that it can do.
func Move(x float64, d time.Duration) Value {
	return Value{fraction: x, relative: true, timed: true, duration: d}
}

// MoveSteps is Move with the place in steps.
func MoveSteps(n int32, d time.Duration) Value { return Value{steps: n, timed: true, duration: d} }

// resolve gives the value in steps and the duration for an output.
func (v Value) resolve(o *device.Output) (steps int32, duration time.Duration, err error) {
	if takes := o.Type == device.HwPositionWithDuration; takes != v.timed {
		text := " takes no duration; use Steps or Fraction"
		if takes {
			text = " needs a duration; use Move or MoveSteps"
		}
		return 0, 0, &detail{ErrUnsupported, o.Type.String() + text}
	}
	if steps, err = v.stepsIn(o.Range); err != nil {
		return 0, 0, err
	}
	if !v.timed {
		return steps, 0, nil
	}
	if v.duration < 0 {
		return 0, 0, &detail{ErrRange, "duration " + v.duration.String() + " is negative"}
	}
	return steps, o.Duration.Clamp(v.duration), nil
}

func (v Value) stepsIn(r device.Range) (int32, error) {
	steps := v.steps
	if v.relative {
		lowest := 0.0
		if r.Min < 0 {
			lowest = -1
		}
		if !(v.fraction >= lowest && v.fraction <= 1) { // NaN fails too
			return 0, &detail{ErrRange, "value " + decimal(v.fraction) + " is outside " +
				itoa(int64(lowest)) + " to 1"}
		}
		steps = device.StepUp(r.Max, v.fraction)
	}
	if !r.Contains(steps) {
		return 0, &detail{ErrRange, "value " + itoa(int64(steps)) + " is outside " + itoa(int64(r.Min)) + " to " + itoa(int64(r.Max))}
	}
	return steps, nil
}
