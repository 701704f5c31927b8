package protocol

import "github.com/gobuttplug/gobuttplug/internal/smallcrypto"

// AES is a packet encrypted with AES-128 in ECB mode, filled up as PKCS#7 says. The key
// must have 16 bytes. State.Memory holds the cipher, so that there is no place for a memory
// of the protocol's own.
type AES struct {
	Key    string
	Packet Encoder
}

// Append implements Encoder.
func (a AES) Append(packet []byte, s *State, c Command) []byte {
	return append(packet, aesOf(s, a.Key).EncryptECB(a.Packet.Append(nil, s, c))...)
}

// aesOf is the cipher of a toy, made when it is first needed.
func aesOf(s *State, key string) *smallcrypto.AES128 {
	cipher, ok := s.Memory.(*smallcrypto.AES128)
	if !ok {
		cipher = smallcrypto.NewAES128([16]byte([]byte(key)))
		s.Memory = cipher
	}
	return cipher
}
