// Package ascii compares names that are in ASCII, such as UUIDs, types and schemes, reads numbers and writes
// bytes. What packages strings and strconv have for that brings the tables of Unicode into the module, and encoding/hex
// brings fmt and os, which begin their work when the program starts.
package ascii

// EqualFold tells whether two texts differ at most in the case of letters of ASCII.
func EqualFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// ToLower makes the letters of ASCII in a text lower-case, and leaves all others.
func ToLower(s string) string {
	for i := range len(s) {
		if lower(s[i]) != s[i] {
			b := []byte(s)
			for ; i < len(b); i++ {
				b[i] = lower(b[i])
			}
			return string(b)
		}
	}
	return s
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// ParseUint reads decimal digits, up to a number; it is not ok for anything else.
func ParseUint(s string, most uint64) (n uint64, ok bool) {
	for i := range len(s) {
		digit := uint64(s[i] - '0')
		if digit > 9 || n > (most-digit)/10 || digit > most {
			return 0, false
		}
		n = 10*n + digit
	}
	return n, s != ""
}

// AppendHex writes bytes as two digits each, in lower case.
func AppendHex(dst, data []byte) []byte {
	const digits = "0123456789abcdef"
	for _, b := range data {
		dst = append(dst, digits[b>>4], digits[b&15])
	}
	return dst
}
