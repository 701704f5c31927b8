//go:build js && wasm

package jsx

import (
	"context"
	"errors"
	"testing"

	"github.com/hack-pad/safejs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pending is a promise with the functions that settle it.
func pending(t *testing.T) safejs.Value {
	return script(t, `(() => { const p = {}; p.promise = new Promise((ok, fail) => { p.ok = ok; p.fail = fail }); return p })()`)
}

// turn lets JavaScript run what is due.
func turn(t *testing.T) {
	_, err := Await(context.Background(), script(t, `new Promise(ok => setTimeout(ok))`))
	require.NoError(t, err)
}

func TestAwait(t *testing.T) {
	ctx := context.Background()
	for name, source := range map[string]string{
		"resolved": `Promise.resolve(42)`,
		"later":    `new Promise(ok => setTimeout(ok, 1, 42))`,
		"thenable": `({ then(ok) { ok(42); ok(43) } })`,
		"value":    `42`,
	} {
		t.Run(name, func(t *testing.T) {
			v, err := Await(ctx, script(t, source))
			require.NoError(t, err)
			n, _ := Number(v)
			assert.Equal(t, 42.0, n)
		})
	}
	for name, source := range map[string]string{
		"rejected":        `Promise.reject(new DOMException("m", "NetworkError"))`,
		"later":           `new Promise((_, fail) => setTimeout(fail, 1, new DOMException("m", "NetworkError")))`,
		"throwing then":   `({ then() { throw new DOMException("m", "NetworkError") } })`,
		"throwing getter": `({ get then() { throw new DOMException("m", "NetworkError") } })`,
	} {
		t.Run("error "+name, func(t *testing.T) {
			_, err := Await(ctx, script(t, source))
			var e *Exception
			require.ErrorAs(t, err, &e)
			assert.Equal(t, Exception{Name: "NetworkError", Message: "m"}, *e)
		})
	}
}

func TestAwaitGivesUp(t *testing.T) {
	for _, settle := range []string{"ok", "fail"} {
		t.Run(settle, func(t *testing.T) {
			p := pending(t)
			cause := errors.New("bored")
			ctx, cancel := context.WithCancelCause(context.Background())
			cancel(cause)
			var late []error
			_, err := AwaitOr(ctx, Get(p, "promise"), func(_ safejs.Value, err error) { late = append(late, err) })
			assert.Equal(t, cause, err)
			assert.Empty(t, late)

			// JavaScript still has functions of ours, and calls them.
			_, err = Call(p, settle, 1)
			require.NoError(t, err)
			turn(t)
			require.Len(t, late, 1)
			assert.Equal(t, settle == "fail", late[0] != nil)
		})
	}
}

func TestSettlersAreReused(t *testing.T) {
	ctx := context.Background()
	for range 3 * maxSpare {
		_, err := Await(ctx, script(t, `Promise.resolve()`))
		require.NoError(t, err)
	}
	assert.LessOrEqual(t, len(spare.settlers), maxSpare)

	// More promises at a time than are kept.
	pendings := make([]safejs.Value, 2*maxSpare)
	settled := 0
	for i := range pendings {
		pendings[i] = pending(t)
		require.NoError(t, Then(Get(pendings[i], "promise"), func(safejs.Value, error) { settled++ }))
	}
	for _, p := range pendings {
		_, err := Call(p, "ok")
		require.NoError(t, err)
	}
	turn(t)
	assert.Equal(t, len(pendings), settled)
	assert.Len(t, spare.settlers, maxSpare)
}

func TestDeferred(t *testing.T) {
	ctx := context.Background()
	for name, make := range map[string]func() (*Deferred, error){"withResolvers": NewDeferred, "executor": executed} {
		t.Run(name, func(t *testing.T) {
			d, err := make()
			require.NoError(t, err)
			d.Resolve("yes")
			d.Reject("no")
			v, err := Await(ctx, d.Promise)
			require.NoError(t, err)
			s, _ := String(v)
			assert.Equal(t, "yes", s)

			d, err = make()
			require.NoError(t, err)
			d.Reject(NewError("DeviceError", "gone"))
			_, err = Await(ctx, d.Promise)
			assert.EqualError(t, err, "DeviceError: gone")

			d, err = make()
			require.NoError(t, err)
			d.Resolve(struct{}{}) // not a value of JavaScript
			_, err = Await(ctx, d.Promise)
			assert.True(t, IsException(err, "TypeError"))
		})
	}
}

func BenchmarkAwait(b *testing.B) {
	p := script(b, `Promise.resolve()`)
	b.ReportAllocs()
	for b.Loop() {
		_, _ = Await(context.Background(), p)
	}
}

func BenchmarkMethodWithBytes(b *testing.B) {
	m := Bind(script(b, `({ write(x) { return null } })`), "write")
	data := make([]byte, 12)
	b.ReportAllocs()
	for b.Loop() {
		array, _ := Uint8Array(data)
		_, _ = m.Call(array)
	}
}
