package ascii

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCase(t *testing.T) {
	for _, s := range []string{"", "battery", "Battery", "RSSI", "0000FFE0-0000-1000-8000-00805F9B34FB", "@[`{", "Zoë ÄÖÜ"} {
		lower := strings.Map(func(r rune) rune {
			if r < 0x80 {
				return []rune(strings.ToLower(string(r)))[0]
			}
			return r
		}, s)
		assert.Equal(t, lower, ToLower(s))
		assert.True(t, EqualFold(s, lower), s)
		assert.False(t, EqualFold(s, lower+"x"), s)
	}
	assert.False(t, EqualFold("@", "`"))
	assert.False(t, EqualFold("ä", "Ä"))
	assert.False(t, EqualFold("k", "\u212a"), "the sign for kelvin is no k")
}

func TestParseUint(t *testing.T) {
	for _, s := range []string{
		"", "0", "7", "007", "255", "256", "300", "1000", "-1", "+1", "1.0", " 1", "1 ", "٣", "a", "18446744073709551615", "18446744073709551616",
		"99999999999999999999",
	} {
		for _, bits := range []int{3, 8, 32, 64} {
			want, err := strconv.ParseUint(s, 10, bits)
			n, ok := ParseUint(s, 1<<bits-1)
			assert.Equal(t, err == nil, ok, "%q with %d bits", s, bits)
			if ok {
				assert.Equal(t, want, n, s)
			}
		}
	}
}

func TestAppendHex(t *testing.T) {
	assert.Equal(t, "=00ff1a", string(AppendHex([]byte("="), []byte{0, 0xff, 0x1a})))
	assert.Empty(t, AppendHex(nil, nil))
}
