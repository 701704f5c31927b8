package smallcrypto

import (
	"encoding/binary"
	"math/bits"
)

// rounds of the compression, and so many constants.
const rounds = 64

// SHA256 is the SHA-256 digest of data.
func SHA256(data []byte) (digest [32]byte) {
	k, h := constants()
	msg := append(append([]byte(nil), data...), 0x80)
	for len(msg)%64 != 56 {
		msg = append(msg, 0)
	}
	msg = binary.BigEndian.AppendUint64(msg, uint64(len(data))*8)
	for ; len(msg) > 0; msg = msg[64:] {
		var w [rounds]uint32
		for i := range w {
			if i < 16 {
				w[i] = binary.BigEndian.Uint32(msg[4*i:])
				continue
			}
			a, b := w[i-15], w[i-2]
			w[i] = w[i-16] + w[i-7] + (rotr(a, 7) ^ rotr(a, 18) ^ a>>3) + (rotr(b, 17) ^ rotr(b, 19) ^ b>>10)
		}
		s := h
		for i := range w {
			t1 := s[7] + (rotr(s[4], 6) ^ rotr(s[4], 11) ^ rotr(s[4], 25)) + (s[4]&s[5] ^ ^s[4]&s[6]) + k[i] + w[i]
			t2 := (rotr(s[0], 2) ^ rotr(s[0], 13) ^ rotr(s[0], 22)) + (s[0]&s[1] ^ s[0]&s[2] ^ s[1]&s[2])
			s = [8]uint32{t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]}
		}
		for i := range h {
			h[i] += s[i]
		}
	}
	for i, v := range h {
		binary.BigEndian.PutUint32(digest[4*i:], v)
	}
	return digest
}

func rotr(v uint32, n int) uint32 { return bits.RotateLeft32(v, -n) }

// constants are the first 32 bits of the fractions of the cube roots of the first 64
// primes, and of the square roots of the first 8.
func constants() (k [rounds]uint32, h [8]uint32) {
	for n, prime := 0, uint64(2); n < rounds; prime++ {
		if !isPrime(prime) {
			continue
		}
		k[n] = uint32(root(prime, 3))
		if n < len(h) {
			h[n] = uint32(root(prime, 2))
		}
		n++
	}
	return k, h
}

func isPrime(n uint64) bool {
	for d := uint64(2); d*d <= n; d++ {
		if n%d == 0 {
			return false
		}
	}
	return true
}

// root is the integer part of 2^32 times the root of n, found bit by bit in exact
// arithmetic.
func root(n uint64, degree int) uint64 {
	r := uint64(0)
	for bit := 36; bit >= 0; bit-- {
		if next := r | 1<<bit; !exceeds(next, n, degree) {
			r = next
		}
	}
	return r
}

// exceeds reports whether r^degree > n·2^(32·degree).
func exceeds(r, n uint64, degree int) bool {
	hi, lo := bits.Mul64(r, r) // r < 2^37, so the square has 74 bits
	if degree == 2 {
		return hi > n || hi == n && lo > 0
	}
	// The cube has up to 111 bits: it stays within hi·2^64 + lo.
	carry, low := bits.Mul64(lo, r)
	high := hi*r + carry
	return high > n<<32 || high == n<<32 && low > 0
}
