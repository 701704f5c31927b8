package jsonx

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plain turns v into what encoding/json makes of the same text.
func plain(v Value) any {
	switch v.Kind() {
	case Bool:
		b, _ := v.Bool()
		return b
	case Number:
		return json.Number(v.Raw())
	case String:
		s, _ := v.Str()
		return s
	case Array:
		list := []any{}
		for item := range v.Items() {
			list = append(list, plain(item))
		}
		return list
	case Object:
		object := map[string]any{}
		for key, member := range v.Members() {
			object[key] = plain(member)
		}
		return object
	}
	return nil
}

// reference is what encoding/json makes of text.
func reference(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, assert.AnError
	}
	return v, nil
}

var validTexts = []string{
	`null`, `true`, `false`, `0`, `-0`, `-12.5e+3`, `1E400`, `""`, `"a\"\\\/\b\f\n\r\tz"`, `"\u00e9\ud83d\ude00 é😀"`,
	`"\uD83D\uDE00\u00E9"`, `"\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, `"\ude00\ud83d"`, `[]`, `{}`, ` [ 1 , [ ] , { } ] `, `{"a":1,"a":{"b":[null]}}`,
	`{"":"","\u0041":"A"}`, "\t\r\n[1]\n", `[{"OutputCmd":{"Id":10,"Command":{"Rotate":{"Value":-7}}}}]`,
}

var invalidTexts = []string{
	``, ` `, `nul`, `tru`, `truee`, `True`, `undefined`, `NaN`, `01`, `-`, `-a`, `1.`, `.5`, `1e`, `1e+`, `+1`, `0x10`, `"`, `"a`, `"\`, `"\x"`, `"\u12"`,
	`"\u12g4"`, "\"\n\"", "\"\x00\"", "\"\xff\"", "\"\xed\xa0\x80\"", `'a'`, `[`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `]`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`,
	`{"a":1,}`, `{"a" 1}`, `{a:1}`, `{1:1}`, `{"a":1 "b":2}`, `{,}`, `1 2`, `[1]]`, `{} x`, "\ufeff[]", `// comment`, `[1] /**/`,
}

func TestParseAgreesWithEncodingJSON(t *testing.T) {
	for _, text := range validTexts {
		v, err := Parse([]byte(text), Limits{})
		require.NoError(t, err, text)
		want, err := reference([]byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, plain(v), text)
	}
}

func TestParseRefusesWhatIsNotJSON(t *testing.T) {
	for _, text := range invalidTexts {
		v, err := Parse([]byte(text), Limits{})
		var syntax *SyntaxError
		require.ErrorAs(t, err, &syntax, "%q", text)
		assert.LessOrEqual(t, syntax.Offset, len(text), "%q", text)
		assert.False(t, v.Exists(), "%q", text)
	}
}

func TestSyntaxErrorTellsWhereAndWhat(t *testing.T) {
	for text, want := range map[string]string{
		`[1,}`:         "invalid JSON at byte 3: found '}' instead of a value",
		`[1`:           "invalid JSON at byte 2: the text ends instead of ',' or ']'",
		`{"a":1,2}`:    "invalid JSON at byte 7: found '2' instead of a member name",
		`[1] x`:        "invalid JSON at byte 4: found 'x' after the end of the value",
		"[\"a\x01\"]":  "invalid JSON at byte 3: found byte 0x1 in a string, where it must be escaped",
		"[\"\xfe\"]":   "invalid JSON at byte 2: found byte 0xfe in a string, which is not valid UTF-8",
		`["\q"]`:       "invalid JSON at byte 3: found 'q' instead of an escape sequence",
		`[nil]`:        "invalid JSON at byte 2: found 'i' instead of the word null",
		`[-x]`:         "invalid JSON at byte 2: found 'x' instead of a digit",
		`[007]`:        "invalid JSON at byte 1: found a number with a leading zero",
		`{"a":"b",'c'`: "invalid JSON at byte 9: found ''' instead of a member name",
	} {
		_, err := Parse([]byte(text), Limits{})
		assert.EqualError(t, err, want, text)
	}
}

func TestLimits(t *testing.T) {
	nested := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	for name, c := range map[string]struct {
		fits, exceeds []byte
		limits        Limits
		want          LimitError
	}{
		"size":          {[]byte(`"12"`), []byte(`"123"`), Limits{Size: 4}, LimitError{"bytes", 4}},
		"depth":         {nested(3), nested(4), Limits{Depth: 3}, LimitError{"nested arrays and objects", 3}},
		"depth object":  {[]byte(`{"a":{}}`), []byte(`{"a":{"b":{}}}`), Limits{Depth: 2}, LimitError{"nested arrays and objects", 2}},
		"nodes":         {[]byte(`[1,2]`), []byte(`[1,2,3]`), Limits{Nodes: 3}, LimitError{"values", 3}},
		"names counted": {[]byte(`{"a":1}`), []byte(`{"a":1,"b":1}`), Limits{Nodes: 3}, LimitError{"values", 3}},
		"default size":  {[]byte("[]"), bytes.Repeat([]byte(" "), 1<<20+1), Limits{}, LimitError{"bytes", 1 << 20}},
		"default depth": {nested(32), nested(100_000), Limits{}, LimitError{"nested arrays and objects", 32}},
		"default nodes": {[]byte("[]"), []byte("[0" + strings.Repeat(",0", 1<<17) + "]"), Limits{}, LimitError{"values", 1 << 17}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse(c.fits, c.limits)
			require.NoError(t, err)
			_, err = Parse(c.exceeds, c.limits)
			var limit *LimitError
			require.ErrorAs(t, err, &limit)
			assert.Equal(t, c.want, *limit)
		})
	}
	assert.EqualError(t, &LimitError{"bytes", 4}, "JSON too large: more than 4 bytes")
}

func TestParsePrefixLeavesTheRest(t *testing.T) {
	rest := []byte(" [1] {\"a\":2}\n\"x\"3 ")
	var got []any
	for len(rest) > 0 {
		v, after, err := ParsePrefix(rest, Limits{})
		require.NoError(t, err)
		got = append(got, plain(v))
		rest = after
	}
	assert.Equal(t, []any{[]any{json.Number("1")}, map[string]any{"a": json.Number("2")}, "x", json.Number("3")}, got)
}

func TestValuesDoNotFollowTheBuffer(t *testing.T) {
	buffer := []byte(`{"Name":"Hush"}`)
	v, err := Parse(buffer, Limits{})
	require.NoError(t, err)
	clear(buffer)
	name, ok := v.Get("Name").Str()
	assert.True(t, ok)
	assert.Equal(t, "Hush", name)
}

func FuzzParse(f *testing.F) {
	for _, texts := range [][]string{validTexts, invalidTexts} {
		for _, text := range texts {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		v, err := Parse(text, Limits{})
		if _, tooMuch := err.(*LimitError); tooMuch {
			return
		}
		want, refErr := reference(text)
		if refErr != nil || !utf8.Valid(text) {
			require.Error(t, err)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, plain(v))
	})
}
