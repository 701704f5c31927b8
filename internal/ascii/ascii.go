// Package ascii compares and changes the case of names that are in ASCII: UUIDs, types, schemes. Those functions of
// package strings bring the tables of Unicode into the module.
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
