package jsonx

import (
	"math"
	"math/bits"
)

// parseFloat is the value of a JSON number. strconv would do, but its table of powers of ten alone is
// a thirtieth of the smaller module. The result is the nearest float64 for up to 19 digits and exponents up to
// ±27, counted from the last digit; beyond that it may be off in the last bits. It is not ok if the number is out of range.
func parseFloat(s string) (f float64, ok bool) {
	minus := s[0] == '-'
	if minus {
		s = s[1:]
	}
	mantissa, exponent, s := digitsOf(s)
	if s != "" {
		exponent += exponentOf(s[1:])
	}
	f = scale(mantissa, exponent)
	if minus {
		f = -f
	}
	return f, !math.IsInf(f, 0)
}

// digitsOf reads digits with a point among them, as mantissa × 10^exponent, and returns what follows.
func digitsOf(s string) (mantissa uint64, exponent int, rest string) {
	fraction := false
	for i := range len(s) {
		c := s[i]
		if c == '.' {
			fraction = true
			continue
		}
		if c < '0' || c > '9' {
			return mantissa, exponent, s[i:]
		}
		if mantissa < 1e18 {
			mantissa = 10*mantissa + uint64(c-'0')
			if fraction {
				exponent--
			}
			continue
		}
		if c != '0' {
			mantissa |= 1 // more than it was
		}
		if !fraction {
			exponent++
		}
	}
	return mantissa, exponent, ""
}

// exponentOf reads an exponent. One that is too large for any float64 stays so.
func exponentOf(s string) int {
	n, minus := 0, s[0] == '-'
	if minus || s[0] == '+' {
		s = s[1:]
	}
	for i := range len(s) {
		n = min(10*n+int(s[i]-'0'), 1e6)
	}
	if minus {
		return -n
	}
	return n
}

// most is the greatest power of five that a uint64 holds.
const most = 27

// scale returns m × 10^e.
func scale(m uint64, e int) float64 {
	if m == 0 {
		return 0
	}
	if e >= 0 {
		f := product(m, min(e, most))
		for e -= most; e > 0 && !math.IsInf(f, 0); e -= most {
			f *= product(1, min(e, most))
		}
		return f
	}
	f := quotient(m, min(-e, most))
	for e += most; e < 0 && f != 0; e += most {
		f /= product(1, min(-e, most))
	}
	return f
}

// product returns m × 10^n.
func product(m uint64, n int) float64 {
	hi, lo := bits.Mul64(m, fives(n))
	if hi == 0 {
		return float64(lo) * two(n)
	}
	zeros := bits.LeadingZeros64(hi)
	top := hi<<zeros | lo>>(64-zeros)
	if lo<<zeros != 0 {
		top |= 1
	}
	return float64(top) * two(64-zeros+n)
}

// quotient returns m / 10^n; m is not 0.
func quotient(m uint64, n int) float64 {
	divisor := fives(n)
	zeros, shift := bits.LeadingZeros64(m), bits.LeadingZeros64(divisor)
	top, rest := bits.Div64(m<<zeros>>1, m<<zeros<<63, divisor<<shift)
	if rest != 0 {
		top |= 1
	}
	return float64(top) * two(shift-zeros-63-n)
}

// fives returns 5^n.
func fives(n int) uint64 {
	f := uint64(1)
	for range n {
		f *= 5
	}
	return f
}

// two returns 2^n.
func two(n int) float64 { return math.Float64frombits(uint64(1023+n) << 52) }
