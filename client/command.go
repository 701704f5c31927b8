package client

import (
	"math"
	"strconv"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Command tells an output what to do: Command{device.Vibrate, Percent(0.5)}.
type Command struct {
	Type  device.OutputType
	Value Value
}

// Value is how far an output is to go. It is made by Steps, Percent, Move or MoveSteps.
type Value struct {
	steps    int32
	fraction float64 // if percent
	percent  bool
	timed    bool
	duration time.Duration // if timed
}

// Steps is a value in steps of the output, within its announced range.
func Steps(n int32) Value { return Value{steps: n} }

// Percent is a value as a fraction of the output's largest value: 0 to 1, or -1 to 1 for
// an output that has two directions. It is rounded away from 0 to whole steps, so that a
// small value still moves the toy.
func Percent(p float64) Value { return Value{fraction: p, percent: true} }

// Move is a place to reach in time d, for HwPositionWithDuration: a fraction 0 to 1. A
// duration outside what the output announced is changed to the nearest that it can do.
func Move(p float64, d time.Duration) Value {
	return Value{fraction: p, percent: true, timed: true, duration: d}
}

// MoveSteps is Move with the place in steps.
func MoveSteps(n int32, d time.Duration) Value { return Value{steps: n, timed: true, duration: d} }

// resolve gives the value in steps and the duration in ms for an output.
func (v Value) resolve(o *device.Output) (steps int32, ms uint32, err error) {
	if takes := o.Type == device.HwPositionWithDuration; takes != v.timed {
		text := " takes no duration; use Steps or Percent"
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
	limit := int64(math.MaxUint32)
	if o.Duration.Max > 0 {
		limit = int64(o.Duration.Max)
	}
	wanted := v.duration.Round(time.Millisecond).Milliseconds()
	return steps, uint32(min(max(wanted, int64(o.Duration.Min), 0), limit)), nil
}

func (v Value) stepsIn(r device.Range) (int32, error) {
	steps := float64(v.steps)
	if v.percent {
		lowest := 0.0
		if r.Min < 0 {
			lowest = -1
		}
		if !(v.fraction >= lowest && v.fraction <= 1) { // NaN fails too
			return 0, &detail{ErrRange, "value " + strconv.FormatFloat(v.fraction, 'g', -1, 64) + " is outside " +
				itoa(int64(lowest)) + " to 1"}
		}
		if steps = float64(r.Max) * v.fraction; steps > 0.000001 {
			steps = math.Ceil(steps)
		} else {
			steps = math.Floor(steps)
		}
	}
	if steps < float64(r.Min) || steps > float64(r.Max) {
		return 0, &detail{ErrRange, "value " + itoa(int64(steps)) + " is outside " + itoa(int64(r.Min)) + " to " + itoa(int64(r.Max))}
	}
	return int32(steps), nil
}
