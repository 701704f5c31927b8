package shrink

import (
	"encoding/binary"
	"math"
)

// The table of powers of ten in internal/strconv has this many entries, of 16 bytes, and this first one. Each holds
// the upper 64 bits of a power first. It does not compress, and the linker keeps it for the functions that print
// numbers with a point in a panic, which unused takes away.
const (
	powers     = 696
	firstPower = 0xfa8fd5a0081c0289 // of 10^-348
	powerSize  = 16
)

// clearPowersOfTen clears the table if nothing can read it.
func (r *reach) clearPowersOfTen() {
	m := r.m.memory
	for at := 0; at+powers*powerSize <= len(m); at += 8 {
		if binary.LittleEndian.Uint64(m[at:]) == firstPower && arePowersOfTen(m[at:]) {
			if end := at + powers*powerSize; !r.refersTo(at, end) {
				clear(m[at:end])
			}
			return
		}
	}
}

// arePowersOfTen tells whether each entry is ten times the one before it, but for a power of two.
func arePowersOfTen(m memory) bool {
	last := math.Ldexp(float64(firstPower), -64)
	for n := 1; n < powers; n++ {
		is := math.Ldexp(float64(binary.LittleEndian.Uint64(m[powerSize*n:])), -64)
		want, _ := math.Frexp(10 * last)
		if math.Abs(is-want) > 1e-15 {
			return false
		}
		last = is
	}
	return true
}

// refersTo tells whether code or data may have the address of something that lies between two addresses.
func (r *reach) refersTo(start, end int) bool {
	for v := range r.numbers {
		if v >= start && v < end {
			return true
		}
	}
	return false
}
