package jsonx

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What people and programs write is read as strconv reads it; what nobody writes, nearly so.
func TestFloatsAreTheNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(text string, off float64) {
		t.Helper()
		want, err := strconv.ParseFloat(text, 64)
		got, ok := parseFloat(text)
		if !assert.Equal(t, err == nil, ok, text) || !ok {
			return
		}
		if off == 0 {
			assert.Equal(t, math.Float64bits(want), math.Float64bits(got), text)
		} else {
			assert.InEpsilon(t, want, got, off, text)
		}
	}
	for range 5000 {
		for _, x := range []float64{random.Float64(), random.Float64() * 1e-6, random.Float64() * 1e9, math.Exp(random.Float64()*80 - 20)} {
			for _, format := range []byte{'g', 'f', 'e'} {
				check(strconv.FormatFloat(x, format, -1, 64), 0)
				check(strconv.FormatFloat(-x, format, random.IntN(15), 64), 0)
			}
		}
		check(strconv.FormatUint(random.Uint64()>>1, 10), 0)
		check(strconv.FormatInt(random.Int64N(1e6)+1, 10)+"e"+strconv.Itoa(random.IntN(40)-20), 0)
		check(strconv.FormatFloat(math.Exp(random.Float64()*1300-650), 'g', -1, 64), 1e-14)
	}
	for _, text := range []string{
		"0", "-0", "0.0", "0e9", "0.000", "9007199254740993", "9007199254740992.5", "9007199254740993.5", "18446744073709551615",
		"0.30000000000000004", "1e22", "1e23", "5e-27", "1e400", "-1e400", "1e999999999999", "1e-999999999999", "1e-400", "0e999999",
		"123456789012345678901234567890", "0.1000000000000000055511151231257827021181583404541015625", "1.7976931348623157e+308",
	} {
		check(text, 0)
	}
}

func FuzzFloat(f *testing.F) {
	for _, text := range []string{"1", "-1.5e-3", "123456789012345678901234567890.5", "1e-310", "0.00000000000000000000000000000000001"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := Parse([]byte(text), Limits{})
		if err != nil || v.Kind() != Number {
			return
		}
		want, err := strconv.ParseFloat(v.raw(), 64)
		got, ok := v.Float()
		switch {
		case math.Abs(want) > 1e308: // the last bits decide whether it is out of range
		case math.Abs(want) < 1e-300:
			assert.InDelta(t, want, got, 1e-300)
		default:
			assert.Equal(t, err == nil, ok)
			assert.InEpsilon(t, want, got, 1e-14)
		}
	})
}
