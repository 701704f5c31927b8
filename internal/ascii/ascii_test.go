package ascii

import (
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
