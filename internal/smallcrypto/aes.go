// Package smallcrypto has the two algorithms that a few toys want in their handshakes:
// AES-128 in ECB mode and SHA-256. The standard library's, with all it brings along, would add 46 KB
// (compressed) to the WebAssembly module, for a dozen bytes when such a toy connects. Nothing here
// protects anything: the keys are in every such toy's app. Do not use it elsewhere.
package smallcrypto

import (
	"errors"
	"sync"
)

// BlockSize is that of AES, in bytes.
const BlockSize = 16

// ErrPadding: the data was not made by EncryptECB with this key.
var ErrPadding = errors.New("smallcrypto: wrong length or padding")

// gfMul multiplies in GF(2^8) with the polynomial of AES.
func gfMul(a, b byte) (p byte) {
	for ; b > 0; b >>= 1 {
		if b&1 != 0 {
			p ^= a
		}
		carry := a & 0x80
		a <<= 1
		if carry != 0 {
			a ^= 0x1B
		}
	}
	return p
}

// tables are the S-box and its inverse.
type tables struct{ sbox, inverse [256]byte }

// madeTables are those of all keys, made when first needed.
var madeTables = sync.OnceValue(makeTables)

func makeTables() *tables {
	t := &tables{}
	for i := range 256 {
		// The inverse in the field is the 254th power.
		inv, base := byte(1), byte(i)
		for e := 254; e > 0; e >>= 1 {
			if e&1 != 0 {
				inv = gfMul(inv, base)
			}
			base = gfMul(base, base)
		}
		s := inv
		for range 4 {
			inv = inv<<1 | inv>>7
			s ^= inv
		}
		s ^= 0x63
		t.sbox[i], t.inverse[s] = s, byte(i)
	}
	return t
}

// AES128 is a key that is ready for use.
type AES128 struct {
	*tables
	round [11][BlockSize]byte
}

// NewAES128 expands a key.
func NewAES128(key [BlockSize]byte) *AES128 {
	a := &AES128{tables: madeTables()}
	a.round[0] = key
	rcon := byte(1)
	for r := 1; r < len(a.round); r++ {
		prev, next := &a.round[r-1], &a.round[r]
		word := [4]byte{a.sbox[prev[13]] ^ rcon, a.sbox[prev[14]], a.sbox[prev[15]], a.sbox[prev[12]]}
		for i := range BlockSize {
			word[i%4] ^= prev[i]
			next[i] = word[i%4]
		}
		rcon = gfMul(rcon, 2)
	}
	return a
}

// EncryptECB pads data as PKCS#7 says and encrypts it.
func (a *AES128) EncryptECB(data []byte) []byte {
	pad := BlockSize - len(data)%BlockSize
	out := append([]byte(nil), data...)
	for range pad {
		out = append(out, byte(pad))
	}
	for b := 0; b < len(out); b += BlockSize {
		a.encrypt((*[BlockSize]byte)(out[b:]))
	}
	return out
}

// DecryptECB undoes EncryptECB. The error is ErrPadding.
func (a *AES128) DecryptECB(data []byte) ([]byte, error) {
	if len(data) == 0 || len(data)%BlockSize != 0 {
		return nil, ErrPadding
	}
	out := append([]byte(nil), data...)
	for b := 0; b < len(out); b += BlockSize {
		a.decrypt((*[BlockSize]byte)(out[b:]))
	}
	pad := int(out[len(out)-1])
	if pad == 0 || pad > BlockSize {
		return nil, ErrPadding
	}
	for _, b := range out[len(out)-pad:] {
		if int(b) != pad {
			return nil, ErrPadding
		}
	}
	return out[:len(out)-pad], nil
}

func (a *AES128) addKey(s *[BlockSize]byte, round int) {
	for i := range s {
		s[i] ^= a.round[round][i]
	}
}

func (a *AES128) encrypt(s *[BlockSize]byte) {
	a.addKey(s, 0)
	for r := 1; r <= 10; r++ {
		var t [BlockSize]byte
		for i := range t {
			t[i] = a.sbox[s[(i+4*(i%4))%BlockSize]]
		}
		*s = t
		if r < 10 {
			mix(s, 2, 3, 1, 1)
		}
		a.addKey(s, r)
	}
}

func (a *AES128) decrypt(s *[BlockSize]byte) {
	for r := 10; r >= 1; r-- {
		a.addKey(s, r)
		if r < 10 {
			mix(s, 14, 11, 13, 9)
		}
		var t [BlockSize]byte
		for i := range t {
			t[(i+4*(i%4))%BlockSize] = a.inverse[s[i]]
		}
		*s = t
	}
	a.addKey(s, 0)
}

// mix multiplies every column with the circulant matrix of the four factors.
func mix(s *[BlockSize]byte, factors ...byte) {
	for c := 0; c < BlockSize; c += 4 {
		col := [4]byte(s[c : c+4])
		for i := range 4 {
			s[c+i] = 0
			for j := range 4 {
				s[c+i] ^= gfMul(col[j], factors[(j-i+4)%4])
			}
		}
	}
}
