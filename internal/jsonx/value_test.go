package jsonx

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func parse(t testing.TB, text string) Value {
	t.Helper()
	v, err := Parse([]byte(text), Limits{})
	require.NoError(t, err)
	return v
}

func TestNumbers(t *testing.T) {
	const no = math.MinInt64 // stands for "not a whole number"
	for text, want := range map[string]struct {
		whole int64
		float float64
	}{
		"0": {0, 0}, "-0": {0, math.Copysign(0, -1)}, "7": {7, 7}, "10.0": {10, 10}, "-3.00": {-3, -3}, "1e3": {1000, 1000}, "25E-1": {no, 2.5},
		"100e-2": {1, 1}, "0.5": {no, 0.5}, "4294967296": {1 << 32, 1 << 32}, "9223372036854775807": {math.MaxInt64, math.MaxInt64},
		"9223372036854775808": {no, 1 << 63}, "1e30": {no, 1e30}, "9007199254740991.0": {1<<53 - 1, 1<<53 - 1}, "9007199254740993.0": {no, 1 << 53},
	} {
		v := parse(t, text)
		n, ok := v.Int()
		assert.Equal(t, want.whole != no, ok, text)
		if ok {
			assert.Equal(t, want.whole, n, text)
		}
		x, ok := v.Float()
		assert.True(t, ok, text)
		assert.Equal(t, want.float, x, text)
	}
	_, ok := parse(t, "1e400").Float()
	assert.False(t, ok)
	_, ok = parse(t, "1e400").Int()
	assert.False(t, ok)
}

func TestUint32(t *testing.T) {
	for text, ok := range map[string]bool{
		"0": true, "4294967295": true, "4294967295.0": true, "-0": true, "4294967296": false, "-1": false, "1.5": false, `"1"`: false, "null": false,
	} {
		_, got := parse(t, text).Uint32()
		assert.Equal(t, ok, got, text)
	}
}

func TestGettersAnswerOnlyTheirKind(t *testing.T) {
	values := map[Kind]Value{
		Absent: {}, Null: parse(t, "null"), Bool: parse(t, "true"), Number: parse(t, "1"), String: parse(t, `"1"`),
		Array: parse(t, `[1,"Id"]`), Object: parse(t, `{"Id":1,"b":2,"Id":3}`),
	}
	for kind, v := range values {
		assert.Equal(t, kind, v.Kind())
		assert.Equal(t, kind != Absent, v.Exists(), kind)
		_, ok := v.Bool()
		assert.Equal(t, kind == Bool, ok, kind)
		_, ok = v.Int()
		assert.Equal(t, kind == Number, ok, kind)
		_, ok = v.Float()
		assert.Equal(t, kind == Number, ok, kind)
		_, ok = v.Str()
		assert.Equal(t, kind == String, ok, kind)
		assert.Equal(t, kind == Object, v.Get("Id").Exists(), kind)
		assert.Equal(t, map[Kind]int{Array: 2, Object: 3}[kind], v.Len(), kind)
	}
	assert.Nil(t, Value{}.Raw())
	for range (Value{}).Items() {
		t.Fatal("an absent value has no elements")
	}
	for range (Value{}).Members() {
		t.Fatal("an absent value has no members")
	}
}

func TestGetTakesTheLastAndResolvesEscapes(t *testing.T) {
	v := parse(t, `{"a":1,"\u0061":2,"\\u0061":3,"A":4}`)
	n, _ := v.Get("a").Int()
	assert.EqualValues(t, 2, n)
	n, _ = v.Get(`\u0061`).Int()
	assert.EqualValues(t, 3, n)
	assert.False(t, v.Get("b").Exists())
}

func TestIterationStops(t *testing.T) {
	for item := range parse(t, `[1,[2,3],4]`).Items() {
		assert.Equal(t, "1", string(item.Raw()))
		break
	}
	for key := range parse(t, `{"a":{"x":1},"b":2}`).Members() {
		assert.Equal(t, "a", key)
		break
	}
}

func TestRaw(t *testing.T) {
	v := parse(t, ` { "a" : [ 1, "x\n" ] } `)
	assert.Equal(t, `{ "a" : [ 1, "x\n" ] }`, string(v.Raw()))
	for item := range v.Get("a").Items() {
		if item.Kind() == String {
			assert.Equal(t, `"x\n"`, string(item.Raw()))
		}
	}
}

func TestAppendString(t *testing.T) {
	for text, want := range map[string]string{
		"":                     `""`,
		"plain":                `"plain"`,
		"a\"b\\c/":             `"a\"b\\c/"`,
		"\x00\b\t\n\f\r\x1f":   `"\u0000\u0008\t\n\u000c\r\u001f"`,
		"<b>é😀\u2028\x7f":      "\"<b>é😀\u2028\x7f\"",
		"a\xffb\xc3":           "\"a\ufffdb\ufffd\"",
		"\ufffd stays \ufffd.": "\"\ufffd stays \ufffd.\"",
	} {
		assert.Equal(t, want, string(AppendString(nil, text)))
	}
	assert.Equal(t, `x"y"`, string(AppendString([]byte("x"), "y")))
}

func FuzzAppendString(f *testing.F) {
	for _, seed := range []string{"", "a", "\"\\\n", "é\xff\xf0\x9f", "\x00\x1f\x7f\u2028", "\xed\xa0\x80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := AppendString(nil, s)
		want := string([]rune(s))
		got, ok := parse(t, string(text)).Str()
		require.True(t, ok)
		require.Equal(t, want, got)
		require.NoError(t, json.Unmarshal(text, &got))
		require.Equal(t, want, got)
	})
}

func BenchmarkParse(b *testing.B) {
	text := []byte(`[{"OutputCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Vibrate":{"Value":17}}}}]`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestSole(t *testing.T) {
	for text, want := range map[string]string{`[5]`: `5`, `[[5]]`: `[5]`, `[]`: `[]`, `[1,2]`: `[1,2]`, `7`: `7`, `{"a":[1]}`: `{"a":[1]}`} {
		v, err := Parse([]byte(text), Limits{})
		require.NoError(t, err)
		assert.Equal(t, want, string(v.Sole().Raw()))
	}
}
