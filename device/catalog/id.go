package catalog

import "strconv"

// The built-in catalogue has no UUIDs, configuration files need them. They are derived
// from what they stand for, so that a file written today still fits tomorrow.

// deriveID is the UUID of a model.
func deriveID(protocol, identifier string) string {
	return hashID("gobuttplug/model\x00" + protocol + "\x00" + identifier)
}

// deriveFeatureID is the UUID of a feature of the model or device with the UUID of.
func deriveFeatureID(of string, index uint32) string {
	return hashID(of + "\x00" + strconv.FormatUint(uint64(index), 10))
}

// uuids are the identities of m and its features, derived if m has none of its own.
func (m *model) uuids() string {
	if m.ids != "" {
		return m.ids
	}
	ids := deriveID(m.Protocol, m.Identifier)
	for i := range m.Features {
		ids += deriveFeatureID(ids[:uuidLength], m.Features[i].Index)
	}
	return ids
}

const uuidLength = 36

// hashID is a UUID of version 8 (RFC 9562) made of the FNV-1a hashes of s, forwards and
// backwards.
func hashID(s string) string {
	const offset, prime = 14695981039346656037, 1099511628211
	hi, lo := uint64(offset), uint64(offset)
	for i := range len(s) {
		hi = (hi ^ uint64(s[i])) * prime
		lo = (lo ^ uint64(s[len(s)-1-i])) * prime
	}
	words := [2]uint64{hi&^0xF000 | 0x8000, lo&^(3<<62) | 1<<63}
	var id []byte
	for n := range 32 {
		if n == 8 || n == 12 || n == 16 || n == 20 {
			id = append(id, '-')
		}
		id = append(id, "0123456789abcdef"[words[n/16]>>(60-4*(n%16))&15])
	}
	return string(id)
}
