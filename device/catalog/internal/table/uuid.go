package table

import "github.com/gobuttplug/gobuttplug/internal/ascii"

// baseUUID follows the first eight digits of the UUIDs that have a short form.
const baseUUID = "-0000-1000-8000-00805f9b34fb"

// LongUUID expands a UUID of 16 bits ("ffe0"); longer ones stay as they are.
func LongUUID(short string) string {
	if len(short) == 4 {
		return "0000" + short + baseUUID
	}
	return short
}

// ShortUUID is the inverse of LongUUID.
func ShortUUID(long string) string {
	if len(long) == 36 && long[:4] == "0000" && long[8:] == baseUUID {
		return long[4:8]
	}
	return long
}

// ParseUUID reads a UUID in its full form (8-4-4-4-12 hexadecimal digits) and makes it
// lower-case.
func ParseUUID(s string) (uuid string, ok bool) {
	if len(s) != 36 {
		return "", false
	}
	for i := range len(s) {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return "", false
			}
		} else if _, ok := hex(s[i]); !ok {
			return "", false
		}
	}
	return ascii.ToLower(s), true
}

// hex is the value of a hexadecimal digit.
func hex(c byte) (value byte, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return c - '0', true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10, true
	}
	return 0, false
}
