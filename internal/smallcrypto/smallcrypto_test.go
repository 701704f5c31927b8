package smallcrypto_test

import (
	"bytes"
	"crypto/aes"
	"crypto/sha256"
	"math/rand/v2"
	"testing"

	"github.com/gobuttplug/gobuttplug/internal/smallcrypto"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func random(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return b
}

func TestAgreesWithTheStandardLibrary(t *testing.T) {
	for n := range 200 {
		key, data := [16]byte(random(16)), random(n)
		ours := smallcrypto.NewAES128(key)
		got := ours.EncryptECB(data)

		block, err := aes.NewCipher(key[:])
		require.NoError(t, err)
		pad := 16 - n%16
		want := append(bytes.Clone(data), bytes.Repeat([]byte{byte(pad)}, pad)...)
		for b := 0; b < len(want); b += 16 {
			block.Encrypt(want[b:], want[b:])
		}
		require.Equal(t, want, got, "AES of %d bytes", n)

		back, err := ours.DecryptECB(got)
		require.NoError(t, err)
		require.True(t, bytes.Equal(data, back))

		require.Equal(t, sha256.Sum256(data), smallcrypto.SHA256(data), "SHA-256 of %d bytes", n)
	}
}

func TestDecryptRefusesWhatItDidNotMake(t *testing.T) {
	a := smallcrypto.NewAES128([16]byte{1})
	for _, data := range [][]byte{nil, {1}, make([]byte, 15), make([]byte, 17), make([]byte, 16)} {
		_, err := a.DecryptECB(data)
		assert.ErrorIs(t, err, smallcrypto.ErrPadding)
	}
}
