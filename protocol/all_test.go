package protocol

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// All is made without the checks of NewSet. Its protocols pass them, and no name is twice.
func TestAllIsComplete(t *testing.T) {
	specs := slices.Concat(families()...)
	set, err := NewSet(specs...)
	require.NoError(t, err)
	assert.Equal(t, set.Names(), All().Names())
	assert.Greater(t, len(specs), 100)
}
