package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCompile(t *testing.T) {
	small, table, err := compile("../..", false)
	require.NoError(t, err)
	assert.Greater(t, len(table.Functions), 3000)
	plain, none, err := compile("../..", true)
	require.NoError(t, err)
	assert.Nil(t, none)
	assert.Less(t, len(small), len(plain)*6/10)
}
