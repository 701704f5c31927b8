package protocol

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzHoneyPlayBoxReply(f *testing.F) {
	f.Add(honeyPlayBoxFrame(0, 0x01, append([]byte{0x90, 0x00}, make([]byte, 16)...)))
	f.Add(append(honeyPlayBoxFrame(0, 0x01, []byte{0x90}), honeyPlayBoxFrame(1, 0x01, []byte{0x12, 0x34})...))
	f.Add(append(bytes.Clone(honeyPlayBoxStart), 0, 0xB1, 0x01, 0xFF, 0xFF, 0x90))
	f.Fuzz(func(t *testing.T, data []byte) {
		random, rest, err := honeyPlayBoxReply(bytes.Clone(data))
		switch {
		case err != nil:
			require.ErrorIs(t, err, ErrUnexpectedReply)
		case random != nil:
			require.Len(t, random, 16)
		default:
			require.True(t, bytes.HasSuffix(data, rest), "rest is the end of what arrived")
		}
	})
}
