package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/shrink"
)

// Of a file with both parts, all of it is a module, and so are its first part and what follows.
func TestJoined(t *testing.T) {
	const magic = "\x00asm\x01\x00\x00\x00"
	first := withSection([]byte(magic+"\x01\x04\x01\x60\x00\x00"), "gobuttplug", "the stamp")
	rest := []byte(magic + "\x03\x01\x00")
	file := joined(first, rest)
	require.Equal(t, magic+"\x00\x0e\x05parts", string(file[:16]))
	firstEnd, restAt := int(file[16]), int(file[20])
	assert.Equal(t, string(first[8:]), string(file[24:firstEnd]))
	assert.Equal(t, string(rest), string(file[restAt:]))
	for _, module := range [][]byte{file, file[:firstEnd], file[restAt:]} {
		require.NoError(t, shrink.Validate(module))
	}
	assert.ErrorIs(t, shrink.Validate(file[:firstEnd+1]), shrink.ErrInvalid)
}
