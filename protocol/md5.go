package protocol

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
)

// md5 is the digest of RFC 1321.
func md5(data []byte) (digest [16]byte) {
	h := [4]uint32{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476}
	padded := append(bytes.Clone(data), 0x80)
	for len(padded)%64 != 56 {
		padded = append(padded, 0)
	}
	padded = binary.LittleEndian.AppendUint64(padded, uint64(len(data))*8)
	for ; len(padded) > 0; padded = padded[64:] {
		a, b, c, d := h[0], h[1], h[2], h[3]
		for i := range 64 {
			var f uint32
			var word int
			switch i / 16 {
			case 0:
				f, word = b&c|^b&d, i
			case 1:
				f, word = d&b|^d&c, 5*i+1
			case 2:
				f, word = b^c^d, 3*i+5
			default:
				f, word = c^(b|^d), 7*i
			}
			f += a + uint32(math.Abs(math.Sin(float64(i+1)))*(1<<32)) + binary.LittleEndian.Uint32(padded[word%16*4:])
			a, d, c, b = d, c, b, b+bits.RotateLeft32(f, md5Turns[i/16][i%4])
		}
		h[0], h[1], h[2], h[3] = h[0]+a, h[1]+b, h[2]+c, h[3]+d
	}
	for i, v := range h {
		binary.LittleEndian.PutUint32(digest[4*i:], v)
	}
	return digest
}

var md5Turns = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}
