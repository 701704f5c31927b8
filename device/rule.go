package device

import "math"

// Rule is what a toy is allowed. Levels and places are fractions, 0 to 1, of what the output can
// do, or of what the user's settings for the output leave of that. The zero value allows
// nothing; start from Unlimited.
type Rule struct {
	// Top is the highest level. It is rounded down to steps, so an output that is only on or
	// off stays off if Top is below 1.
	Top float64
	// Floor is the lowest level other than 0, rounded up to steps. Where it is above Top, Top
	// counts.
	Floor float64
	// Ramp is how much a level may rise in a second, from 0 to MaxRamp; 0 is no limit. A rise
	// begins at Floor. A level falls at once, and one that changes its sign begins at 0.
	Ramp float64
	// Low and High are the places that positions 0 and 1 become: the range of strokes. Low
	// must not be above High.
	Low, High float64
	// Off are the outputs that do not run.
	Off Types
}

// MaxRamp is the greatest Rule.Ramp: from 0 to 1 within a hundredth of a second.
const MaxRamp = 100

// Unlimited is the rule that allows everything.
func Unlimited() Rule { return Rule{Top: 1, High: 1} }

// Types is a set of output types.
type Types uint16

// With is s with one more type.
func (s Types) With(t OutputType) Types { return s | 1<<t }

// Has reports whether t is in s.
func (s Types) Has(t OutputType) bool { return s&(1<<t) != 0 }

// Check returns an error if a field is out of its range. It is a *LimitError.
func (r Rule) Check() error {
	fraction := func(x float64) bool { return x >= 0 && x <= 1 }
	switch {
	case !fraction(r.Top):
		return &LimitError{Path: "top", Problem: "must be a number from 0 to 1"}
	case !fraction(r.Floor):
		return &LimitError{Path: "floor", Problem: "must be a number from 0 to 1"}
	case !(r.Ramp >= 0 && r.Ramp <= MaxRamp):
		return &LimitError{Path: "ramp", Problem: "must be a number from 0 to 100"}
	case !fraction(r.Low), !fraction(r.High), r.Low > r.High:
		return &LimitError{Path: "stroke", Problem: "must be two numbers from 0 to 1, the lower one first"}
	}
	return nil
}

// Both is the rule that keeps to r and to s. If their ranges of strokes have nothing in common,
// what is left is the place in r's range that is nearest to that of s.
func (r Rule) Both(s Rule) Rule {
	within := func(x float64) float64 { return min(max(x, r.Low), r.High) }
	both := Rule{
		Top: min(r.Top, s.Top), Floor: max(r.Floor, s.Floor), Ramp: min(r.Ramp, s.Ramp),
		Low: within(s.Low), High: within(s.High), Off: r.Off | s.Off,
	}
	if r.Ramp == 0 || s.Ramp == 0 {
		both.Ramp = max(r.Ramp, s.Ramp)
	}
	return both
}

// rounding keeps products such as 0.29 times 100 on their side of a whole number.
const rounding = 1e-9

// steps is how far above 0 a level may go that a client wants wanted steps above 0, of n.
func (r *Rule) steps(wanted, n float64) float64 {
	if wanted <= 0 {
		return 0
	}
	return min(max(wanted, r.least(n)), math.Floor(r.Top*n+rounding))
}

// least is the lowest number of steps other than 0.
func (r *Rule) least(n float64) float64 { return math.Ceil(r.Floor*n - rounding) }

// place is where a position goes, in the toy's values.
func (r *Rule) place(o *Output, value int32) int32 {
	if r.Low == 0 && r.High == 1 {
		return value
	}
	lo, hi := o.span()
	n := float64(hi - lo)
	if n <= 0 {
		return value
	}
	at := float64(value-lo) / n
	return lo + int32(math.Round((r.Low+at*(r.High-r.Low))*n))
}
