//go:build js && wasm

package jsx

import (
	"testing"

	"github.com/hack-pad/safejs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// script evaluates JavaScript; an object literal needs brackets around it.
func script(t testing.TB, source string) safejs.Value {
	t.Helper()
	v, err := Call(safejs.Global(), "eval", source)
	require.NoError(t, err)
	return v
}

const hostile = `new Proxy({}, { get() { throw new Error("no") } })`

func TestThrown(t *testing.T) {
	for name, c := range map[string]struct {
		thrown string
		want   Exception
		text   string
	}{
		"DOMException": {`new DOMException("User cancelled.", "NotFoundError")`,
			Exception{Name: "NotFoundError", Message: "User cancelled."}, "NotFoundError: User cancelled."},
		"error":     {`new TypeError("bad")`, Exception{Name: "TypeError", Message: "bad"}, "TypeError: bad"},
		"string":    {`"just text"`, Exception{Name: "", Message: "just text"}, "just text"},
		"name only": {`({name: "Odd"})`, Exception{Name: "Odd", Message: ""}, "Odd"},
		"null":      {`null`, Exception{}, "JavaScript threw something without a message"},
		"undefined": {`undefined`, Exception{}, "JavaScript threw something without a message"},
		"number":    {`7`, Exception{}, "JavaScript threw something without a message"},
		"BigInt":    {`7n`, Exception{}, "JavaScript threw something without a message"},
		"symbol":    {`Symbol("s")`, Exception{}, "JavaScript threw something without a message"},
		"hostile":   {hostile, Exception{}, "JavaScript threw something without a message"},
		"wrong types": {`({name: 1, message: {}})`, Exception{},
			"JavaScript threw something without a message"},
	} {
		t.Run(name, func(t *testing.T) {
			thrower := script(t, `({ go() { throw `+c.thrown+` } })`)
			_, err := Call(thrower, "go")
			var e *Exception
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.want, *e)
			assert.Equal(t, c.text, err.Error())
			assert.Equal(t, c.want.Name == "NotFoundError", IsException(err, "NotFoundError"))
		})
	}
}

func TestLongMessageIsCut(t *testing.T) {
	e := Thrown(script(t, `new Error("é".repeat(10000))`))
	assert.LessOrEqual(t, len(e.Message), maxText+len("…"))
	assert.NotContains(t, e.Message, "\uFFFD")
}

func TestCallFailsWithoutPanic(t *testing.T) {
	for name, object := range map[string]string{
		"undefined": `undefined`, "null": `null`, "number": `1`, "BigInt": `1n`, "no method": `({})`,
		"not a function": `({go: 1})`, "hostile": hostile,
	} {
		t.Run(name, func(t *testing.T) {
			v := script(t, object)
			_, err := Call(v, "go")
			assert.Error(t, err)
			assert.NotEmpty(t, err.Error())
			_, err = New(v)
			assert.Error(t, err)
			assert.NotEmpty(t, err.Error())

			m := Bind(v, "go")
			assert.False(t, m.Exists())
			_, err = m.Call()
			assert.Error(t, err)
		})
	}
}

func TestBind(t *testing.T) {
	m := Bind(script(t, `({ n: 5, add(x) { return this.n + x } })`), "add")
	require.True(t, m.Exists())
	v, err := m.Call(3)
	require.NoError(t, err)
	sum, ok := Number(v)
	assert.True(t, ok)
	assert.Equal(t, 8.0, sum)

	boom := Bind(script(t, `({ go() { throw new TypeError("boom") } })`), "go")
	_, err = boom.Call()
	assert.True(t, IsException(err, "TypeError"))
}

func TestGetters(t *testing.T) {
	o := script(t, `({ s: "text", n: 2.5, b: true, no: null, nan: NaN, big: 1n, get bad() { throw 1 } })`)
	assert.Equal(t, "text", StringOrEmpty(o, "s"))
	assert.Equal(t, 2.5, NumberOrZero(o, "n"))
	assert.True(t, BoolOrFalse(o, "b"))
	for _, property := range []string{"no", "nan", "big", "bad", "absent"} {
		assert.Empty(t, StringOrEmpty(o, property), property)
		assert.Zero(t, NumberOrZero(o, property), property)
		assert.False(t, BoolOrFalse(o, property), property)
	}
	for _, source := range []string{`undefined`, `null`, `1`, `1n`, `"text"`, `Symbol()`, hostile} {
		v := script(t, source)
		assert.True(t, Get(v, "s").IsUndefined(), source)
		assert.Empty(t, Items(v, 10), source)
	}
	assert.True(t, IsNullish(safejs.Null()))
	assert.True(t, IsNullish(safejs.Undefined()))
	assert.False(t, IsNullish(o))
}

func TestItems(t *testing.T) {
	assert.Len(t, Items(script(t, `[1, 2, 3]`), 10), 3)
	assert.Len(t, Items(script(t, `[1, 2, 3]`), 2), 2)
	assert.Len(t, Items(script(t, `({ length: 1e300, 0: "a" })`), 4), 4)
	assert.Empty(t, Items(script(t, `({ length: -1 })`), 4))
}

func TestBytes(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		want   []byte
	}{
		"Uint8Array":   {`new Uint8Array([1, 2, 3])`, []byte{1, 2, 3}},
		"ArrayBuffer":  {`new Uint8Array([1, 2, 3]).buffer`, []byte{1, 2, 3}},
		"DataView":     {`new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)`, []byte{2, 3}},
		"subarray":     {`new Uint8Array([1, 2, 3, 4]).subarray(2)`, []byte{3, 4}},
		"wider array":  {`new Uint16Array([0x0201, 0x0403])`, []byte{1, 2, 3, 4}},
		"empty":        {`new Uint8Array()`, []byte{}},
		"empty buffer": {`new ArrayBuffer(0)`, []byte{}},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := Bytes(script(t, c.source), 4)
			require.NoError(t, err)
			assert.Equal(t, c.want, data)
		})
	}
}

func TestBytesRefuses(t *testing.T) {
	for name, source := range map[string]string{
		"null": `null`, "undefined": `undefined`, "string": `"text"`, "array": `[1, 2]`, "BigInt": `1n`, "hostile": hostile,
		"liar":            `({ byteLength: 3 })`,
		"liar's buffer":   `({ byteLength: 3, byteOffset: 1e9, buffer: new ArrayBuffer(4) })`,
		"negative length": `({ byteLength: -1 })`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Bytes(script(t, source), 512)
			assert.Error(t, err)
		})
	}

	_, err := Bytes(script(t, `new Uint8Array(5)`), 4)
	var long *TooLongError
	require.ErrorAs(t, err, &long)
	assert.Equal(t, TooLongError{Length: 5, Limit: 4}, *long)
}

func TestUint8Array(t *testing.T) {
	for _, want := range [][]byte{{}, {0}, {1, 2, 255}, make([]byte, 512)} {
		v, err := Uint8Array(want)
		require.NoError(t, err)
		got, err := Bytes(v, 512)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	v, err := Uint8Array(nil)
	require.NoError(t, err)
	assert.Zero(t, NumberOrZero(v, "length"))
}

func TestListen(t *testing.T) {
	target := script(t, `new EventTarget()`)
	dispatch := func() {
		_, err := Call(target, "dispatchEvent", script(t, `new Event("ping")`))
		require.NoError(t, err)
	}
	var types []string
	remove, err := Listen(target, "ping", func(event safejs.Value) {
		types = append(types, StringOrEmpty(event, "type"))
	})
	require.NoError(t, err)
	dispatch()
	dispatch()
	assert.Equal(t, []string{"ping", "ping"}, types)
	remove()
	remove()
	dispatch()
	assert.Len(t, types, 2)

	_, err = Listen(safejs.Undefined(), "ping", func(safejs.Value) {})
	assert.Error(t, err)
	_, err = Listen(script(t, `({ addEventListener() { throw new Error("full") } })`), "ping", func(safejs.Value) {})
	assert.ErrorContains(t, err, "full")
}

func TestListenerRemovesItself(t *testing.T) {
	target := script(t, `new EventTarget()`)
	calls := 0
	var remove func()
	remove, err := Listen(target, "ping", func(safejs.Value) {
		calls++
		remove()
	})
	require.NoError(t, err)
	for range 2 {
		_, err := Call(target, "dispatchEvent", script(t, `new Event("ping")`))
		require.NoError(t, err)
	}
	assert.Equal(t, 1, calls)
}
