package protocol

// text makes an ASCII command.
func text(s string) []byte { return []byte(s) }

// isAlphanumeric reports whether s has ASCII letters and digits, and nothing else.
func isAlphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != ""
}
