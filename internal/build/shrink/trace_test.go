package shrink

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A traced program does the same. That its marks are right shows where they are used: what make first finds is enough.
func TestTracedProgramsDoTheSame(t *testing.T) {
	module := compile(t, "control")
	traced, err := Traced(module)
	require.NoError(t, err)
	small, err := Module(module)
	require.NoError(t, err)
	assert.Greater(t, len(traced.Module), len(small.Module)+5*traced.Functions)
	want, _ := run(t, module)
	got, crash := run(t, traced.Module)
	assert.NotEmpty(t, want)
	assert.Equal(t, want, got)
	assert.Contains(t, crash, "panic: "+ends["control"])
}
