package protocol

import (
	stdmd5 "crypto/md5"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMD5AgreesWithTheStandardLibrary(t *testing.T) {
	for n := range 200 {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(rand.Uint32())
		}
		require.Equal(t, stdmd5.Sum(data), md5(data), "%X", data)
	}
}
