package protocol

import (
	"reflect"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSlots(t *testing.T) {
	one, two := motors(1), motors(2)
	mixed := []device.Feature{feature(3, device.Vibrate), feature(5, device.Oscillate), feature(7, device.Oscillate)}
	mixedLevels := []int32{0, 0, 0, 13, 0, 15, 0, 17}
	c := Command{Feature: 2, Type: device.Rotate, Value: -17, Duration: 0x1234 * time.Millisecond}
	on, off := Command{Value: 5}, Command{}
	run(t, []block{
		{"numbers", Bytes{0x00, 0x7F, 0x80, 0xFF}, nil, nil, c, []byte{0x00, 0x7F, 0x80, 0xFF}},
		{"no byte", Bytes{}, nil, nil, c, nil},
		{"level", Bytes{Level}, nil, nil, c, []byte{17}},
		{"level above a byte", Bytes{Level}, nil, nil, Command{Value: 1000}, []byte{0xFF}},
		{"level with a number", Bytes{Level + 5, Level - 1, '0' + Level, Level + 0xFF}, nil, nil, c, []byte{22, 16, 'A', 16}},
		{"level of the whole toy", Bytes{Level, On}, two, []int32{3, -4}, whole, []byte{4, 1}},
		{"levels of features", Bytes{Level0, Level1 + 1, Level2, Level3, Level.Of(4)}, motors(5), []int32{1, -2, 3, 4, 5}, whole, []byte{1, 3, 3, 4, 5}},
		{"level of one motor twice", Bytes{Level0, Level1Or0 + 3}, one, []int32{7, 8}, whole, []byte{7, 10}},
		{"levels of two motors", Bytes{Level0, Level1Or0 + 3}, two, []int32{7, 8}, whole, []byte{7, 11}},
		{"levels of outputs", Bytes{VibrateLevel, OscillateLevel + 1, RotateLevel}, mixed, mixedLevels, whole, []byte{13, 16, 0}},
		{"on of outputs", Bytes{On.OfOutput(device.Oscillate), On.OfOutput(device.Rotate)}, mixed, mixedLevels, whole, []byte{1, 0}},
		{"on", Bytes{On, IfOn(0x14), IfOn(0xFF)}, nil, nil, on, []byte{1, 0x14, 0xFF}},
		{"off", Bytes{On, IfOn(0x14), IfOn(0xFF)}, nil, nil, off, []byte{0, 0, 0}},
		{"backward", Bytes{Backward(0x80), Backward(100)}, nil, nil, c, []byte{0x91, 117}},
		{"forward", Bytes{Backward(0x80)}, nil, nil, on, []byte{5}},
		{"backward of features", Bytes{Backward(100).Of(0), Backward(100).Of(1)}, two, []int32{-3, 4}, whole, []byte{103, 4}},
		{"inverted", Bytes{Inverted}, nil, nil, c, []byte{0xEE}},
		{"index", Bytes{Index, Index + 1, 0xF1 + Index}, nil, nil, c, []byte{2, 3, 0xF3}},
		{"count", Bytes{Count, Count + 1}, nil, nil, c, []byte{0xFF, 0x01}},
		{"nibbles", Bytes{Nibbles}, two, []int32{0x0A, 0x0B}, whole, []byte{0xAB}},
		{"nibbles of one motor", Bytes{Nibbles}, one, []int32{0x0A}, whole, []byte{0xAA}},
		{"running", Bytes{Running}, two, []int32{0, 1}, whole, []byte{2}},
		{"running motor", Bytes{Running}, one, []int32{1}, whole, []byte{3}},
		{"sums", Bytes{1, 2, 0xFF, Sum, Sum}, nil, nil, c, []byte{1, 2, 0xFF, 2, 4}},
		{"sum from", Bytes{1, 2, 3, SumFrom(1)}, nil, nil, c, []byte{1, 2, 3, 5}},
		{"zero sum from", Bytes{1, 2, 3, ZeroSumFrom(1)}, nil, nil, c, []byte{1, 2, 3, 0xFB}},
		{"exclusive or", Bytes{1, 3, Xor}, nil, nil, c, []byte{1, 3, 2}},
		{"decimal", Bytes{'-', Decimal, ';'}, nil, nil, Command{Value: -1234}, []byte("-1234;")},
		{"two digits", Bytes{TwoDigits, ';', TwoDigits.Of(0)}, one, []int32{7}, Command{Value: 120}, []byte("99;07")},
		{"milliseconds", Bytes{Milliseconds}, nil, nil, c, []byte{0x12, 0x34}},
		{"too many milliseconds", Bytes{Milliseconds}, nil, nil, Command{Duration: 100000 * time.Millisecond}, []byte{0xFF, 0xFF}},
		{"either this", Bytes{Either(device.Rotate, 0xA2, 0x91)}, nil, nil, c, []byte{0xA2}},
		{"or that", Bytes{Either(device.Rotate, 0x02, 0x91)}, nil, nil, on, []byte{0x91}},
		{"either of the last output", Bytes{Either(device.HwPositionWithDuration, 0xFE, 0xFF)}, nil, nil, Command{Type: device.HwPositionWithDuration}, []byte{0xFE}},
	})
}

// Every number in the packets of this package is one of a byte: the compiler does not
// look at that.
func TestNumbersAreBytes(t *testing.T) {
	found := 0
	for _, family := range families() {
		for i := range family {
			for _, e := range []Encoder{family[i].Packet, family[i].Command} {
				found += requireBytes(t, family[i].Name, reflect.ValueOf(e))
			}
		}
	}
	require.Greater(t, found, 500)
}

// requireBytes looks at the slots within v, and tells how many there are.
func requireBytes(t *testing.T, name string, v reflect.Value) (found int) {
	if !v.IsValid() {
		return 0
	}
	if slot, ok := reflect.TypeAssert[Slot](v); ok {
		if slot.form() == formNumber {
			assert.True(t, slot >= 0 && slot <= 0xFF, "%s: %d", name, slot)
		}
		return 1
	}
	switch v.Kind() {
	case reflect.Interface:
		return requireBytes(t, name, v.Elem())
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found += requireBytes(t, name, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				found += requireBytes(t, name, v.Field(i))
			}
		}
	}
	return found
}
