package protocol

import (
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The challenge has random bytes, which fixtures can't say.
func TestFlufferChallenge(t *testing.T) {
	nonce := []byte{1, 2, 3, 4}
	assert.Equal(t, []byte{0xA5, 0x01, 0x08, 1, 2, 3, 4, 0xAC, 0xFA, 0x49, 0xAB},
		flufferChallenge([]byte{0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC}, nonce))

	for _, c := range []struct{ adv, seen []byte }{
		{[]byte{0x12, 0x7A, 0x00, 0x56, 0x00}, []byte{0x7A, 0x00, 0x2C, 0x00}}, // the key and 0 stay
		{[]byte{0x12, 0x34}, []byte{0x4E}},
		{[]byte{0x12}, nil},
	} {
		digest := sha256.Sum256(append([]byte{1, 2, 3, 4}, c.seen...))
		assert.Equal(t, digest[:4], flufferChallenge(c.adv, nonce)[7:], "%x", c.adv)
	}
}
