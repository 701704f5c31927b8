//go:build !js

package devicesocket

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzHello: whatever a device tells first, it is taken in by a name and an address that can be shown,
// or is told why not.
func FuzzHello(f *testing.F) {
	for _, text := range []string{
		`{"identifier":"DIY","address":"A1","version":0}`, `{"identifier":"DIY","address":"A1"}`, `{"identifier":"","address":"A1","version":0}`,
		`{"identifier":"DIY","address":"` + strings.Repeat("x", maxText+1) + `","version":0}`, `{"identifier":"\ud800\u0000","address":" ","version":1}`,
		"{\"Identifier\":\"\xFF\",\"ADDRESS\":\"a\",\"version\":0,\"more\":[{}]}", `{"version":1e400}`, `null`, `[]`, `{`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := readHello(text)
		if err != nil {
			require.Nil(t, h)
			require.LessOrEqual(t, len(err.Error()), 120, "it fits into the reason of a close")
			return
		}
		for _, told := range []string{h.Identifier, h.Address} {
			require.True(t, told != "" && len(told) <= maxText && utf8.ValidString(told), "%q", told)
		}
	})
}
