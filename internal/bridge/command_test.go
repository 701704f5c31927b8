package bridge_test

import (
	"math"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/stretchr/testify/assert"
)

func TestDecode(t *testing.T) {
	r := bridge.Record{2, 7, 3, 1, 1, 0.5, 0, 99}
	c, ok := r.Decode()
	assert.True(t, ok)
	assert.Equal(t, bridge.Command{Op: bridge.Fraction, Request: 7, Target: 3, Feature: 1, Type: 1, Value: 0.5}, c)
	assert.True(t, c.Op.ForDevice())

	r = bridge.Record{1, 1 << 52, math.MaxUint32, 0, 9, -20, 500}
	c, ok = r.Decode()
	assert.True(t, ok)
	assert.Equal(t, bridge.Command{Op: bridge.Steps, Request: 1 << 52, Target: math.MaxUint32, Type: 9, Value: -20, Duration: 500 * time.Millisecond}, c)

	r = bridge.Record{10, 1, 1}
	c, ok = r.Decode()
	assert.True(t, ok)
	assert.False(t, c.Op.ForDevice())
}

func TestDecodeRefuses(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, r := range map[string]bridge.Record{
		"no operation":            {0, 5},
		"an unknown operation":    {11, 5},
		"a broken operation":      {1.5, 5},
		"a negative target":       {1, 5, -1},
		"a fraction of a target":  {1, 5, 1.5},
		"a target beyond uint32":  {1, 5, 1 << 32},
		"NaN as feature":          {1, 5, 1, nan},
		"a type beyond a byte":    {1, 5, 1, 1, 256},
		"NaN as value":            {2, 5, 1, 1, 1, nan},
		"an infinite value":       {2, 5, 1, 1, 1, inf},
		"a fraction of a step":    {1, 5, 1, 1, 1, 0.5},
		"steps beyond int32":      {1, 5, 1, 1, 1, 1 << 31},
		"a negative duration":     {1, 5, 1, 1, 9, 1, -1},
		"a duration beyond range": {1, 5, 1, 1, 9, 1, inf},
	} {
		c, ok := r.Decode()
		assert.False(t, ok, name)
		assert.EqualValues(t, 5, c.Request, name)
	}
}
