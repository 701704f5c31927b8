package client

import (
	"math"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFraction(t *testing.T) {
	oneWay := func(max int32) device.Range { return device.Range{Max: max} }
	twoWay := func(max int32) device.Range { return device.Range{Min: -max, Max: max} }
	for _, tt := range []struct {
		r    device.Range
		p    float64
		want int32
	}{
		{oneWay(20), 0, 0},
		{oneWay(20), 1, 20},
		{oneWay(20), 0.5, 10},
		{oneWay(20), 0.05, 1},
		{oneWay(20), 0.051, 2},
		{oneWay(20), 0.000001, 1},
		{oneWay(20), 0.00000001, 0},
		{oneWay(100), 0.07, 8},
		{oneWay(100), 0.29, 29},
		{oneWay(127), 0.5, 64},
		{oneWay(1), 0.001, 1},
		{oneWay(0), 1, 0},
		{oneWay(math.MaxInt32), 1, math.MaxInt32},
		{twoWay(20), 0.5, 10},
		{twoWay(20), -0.5, -10},
		{twoWay(20), -1, -20},
		{twoWay(20), -0.01, -1},
		{twoWay(20), math.Copysign(0, -1), 0},
	} {
		got, err := Fraction(tt.p).stepsIn(tt.r)
		require.NoError(t, err)
		assert.Equal(t, tt.want, got, "%v of %v", tt.p, tt.r)
	}
}

func TestValuesOutOfRange(t *testing.T) {
	oneWay, twoWay := value(device.Vibrate, 0, 20), value(device.Rotate, -20, 20)
	lopsided := value(device.Rotate, -5, 20)
	timed := value(device.HwPositionWithDuration, 0, 100)
	for _, tt := range []struct {
		output device.Output
		value  Value
		is     error
		text   string
	}{
		{oneWay, Steps(21), ErrRange, "value 21 is outside 0 to 20"},
		{oneWay, Steps(-1), ErrRange, "value -1 is outside 0 to 20"},
		{oneWay, Steps(math.MinInt32), ErrRange, ""},
		{oneWay, Fraction(1.01), ErrRange, "value 1.01 is outside 0 to 1"},
		{oneWay, Fraction(-0.5), ErrRange, "value -0.5 is outside 0 to 1"},
		{oneWay, Fraction(math.NaN()), ErrRange, "value NaN is outside 0 to 1"},
		{oneWay, Fraction(math.Inf(1)), ErrRange, "value of 1000000000 or more is outside 0 to 1"},
		{oneWay, Fraction(-1e300), ErrRange, "value of -1000000000 or less is outside 0 to 1"},
		{oneWay, Fraction(math.Nextafter(1, 2)), ErrRange, "value 1.000… is outside 0 to 1"},
		{twoWay, Fraction(-1.5), ErrRange, "value -1.5 is outside -1 to 1"},
		{twoWay, Fraction(math.NaN()), ErrRange, ""},
		{lopsided, Fraction(-1), ErrRange, "value -20 is outside -5 to 20"},
		{device.Output{Type: device.Led, Range: device.Range{Min: 5, Max: 1}}, Steps(3), ErrRange, ""},
		{timed, Steps(1), ErrUnsupported, "HwPositionWithDuration needs a duration"},
		{timed, Move(0.5, -time.Second), ErrRange, "duration -1s is negative"},
		{oneWay, Move(0.5, time.Second), ErrUnsupported, "Vibrate takes no duration"},
	} {
		_, _, err := tt.value.resolve(&tt.output)
		require.ErrorIs(t, err, tt.is)
		assert.ErrorContains(t, err, tt.text)
	}
}

func TestDurations(t *testing.T) {
	announced := value(device.HwPositionWithDuration, 0, 100)
	announced.Duration = device.Durations{Min: 50 * time.Millisecond, Max: 10 * time.Second}
	unknown := value(device.HwPositionWithDuration, 0, 100)
	for _, tt := range []struct {
		output device.Output
		d      time.Duration
		want   time.Duration
	}{
		{announced, time.Second, time.Second},
		{announced, 1500 * time.Microsecond, 50 * time.Millisecond},
		{announced, 10 * time.Second, 10 * time.Second},
		{announced, time.Hour, 10 * time.Second},
		{announced, 0, 50 * time.Millisecond},
		{unknown, 1600 * time.Microsecond, 2 * time.Millisecond},
		{unknown, 0, 0},
		{unknown, math.MaxInt64, math.MaxUint32 * time.Millisecond},
	} {
		steps, got, err := Move(0.5, tt.d).resolve(&tt.output)
		require.NoError(t, err)
		assert.EqualValues(t, 50, steps)
		assert.Equal(t, tt.want, got, tt.d.String())
	}
}
