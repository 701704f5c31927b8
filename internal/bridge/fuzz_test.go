package bridge_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// FuzzRecord: whatever the page writes, a command that is taken has every field within its
// type, and one that is not is still named if it can be.
func FuzzRecord(f *testing.F) {
	f.Add(1.0, 1.0, 3.0, 1.0, 9.0, -20.0, 500.0)
	f.Add(2.0, 7.0, 3.0, 1.0, 1.0, 0.5, 0.0)
	f.Add(10.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
	f.Add(1.5, -1.0, math.NaN(), math.Inf(1), 256.0, math.Inf(-1), 1e308)
	f.Fuzz(func(t *testing.T, op, request, target, feature, kind, value, duration float64) {
		r := bridge.Record{op, request, target, feature, kind, value, duration, 99}
		c, ok := r.Decode()
		if request >= 0 && request <= 1<<53 && request == math.Trunc(request) {
			require.EqualValues(t, request, c.Request)
		}
		if !ok {
			return
		}
		require.GreaterOrEqual(t, c.Op, bridge.Steps)
		require.LessOrEqual(t, c.Op, bridge.Disconnect)
		require.Equal(t, []float64{op, request, target, feature, kind, value, duration},
			[]float64{float64(c.Op), float64(c.Request), float64(c.Target), float64(c.Feature), float64(c.Type), c.Value, float64(c.Duration.Milliseconds())})
		require.False(t, math.IsNaN(c.Value) || math.IsInf(c.Value, 0))
		if c.Op == bridge.Steps {
			require.Equal(t, value, float64(int32(c.Value)))
		}
	})
}
