//go:build js && wasm

package pagedevice

import (
	"context"
	"testing"
	"time"

	"github.com/hack-pad/safejs"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// eval runs JavaScript and gives its value.
func eval(t *testing.T, source string) safejs.Value {
	t.Helper()
	v, err := jsx.Call(safejs.Global(), "eval", source)
	require.NoError(t, err)
	return v
}

// fakeTransport is a transport whose toy is called t. What happens is in t.ops.
const fakeTransport = `globalThis.t = { ops: [], scan: async () => {}, open: async () => {}, write: async () => {},
		toy: (more = {}) => ({ address: "a", name: "A toy", protocol: "tcode-v03", ...more,
			open: async (heard, gone) => {
				t.heard = heard; t.gone = gone
				await t.open()
				return { write: async bytes => { t.ops.push("write " + bytes); await t.write() },
					writeNow: async bytes => { t.ops.push("now " + bytes); await t.write() }, close: () => t.ops.push("close") }
			} }) },
	({ name: "Fake", scan: (found, signal) => t.scan(found, signal), watch: found => t.watch?.(found) })`

func ops(t *testing.T) string {
	s, _ := jsx.String(eval(t, `t.ops.splice(0).join("; ")`))
	return s
}

func fake(t *testing.T) *Scanner { return New(eval(t, fakeTransport)) }

// scan gives what a scan finds.
func scan(t *testing.T, s *Scanner) (all []device.Peripheral, started int, err error) {
	err = s.Scan(t.Context(), func() { started++ }, func(p device.Peripheral) { all = append(all, p) })
	return all, started, err
}

func connect(t *testing.T, more string) device.Link {
	s := fake(t)
	eval(t, `t.scan = async found => found(t.toy(`+more+`))`)
	found, _, err := scan(t, s)
	require.NoError(t, err)
	require.Len(t, found, 1)
	l, err := found[0].Connect(t.Context(), device.Wanted{})
	require.NoError(t, err)
	return l
}

func TestScan(t *testing.T) {
	s := fake(t)
	assert.Equal(t, "Fake", s.Name())
	eval(t, `t.scan = async found => { found(t.toy()); await null; found(t.toy({ address: "b", about: "B" })) }`)
	found, started, err := scan(t, s)
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Equal(t, 1, started)
	assert.Equal(t, device.Advertisement{Address: "a", Name: "A toy", Protocols: []string{"tcode-v03"}}, found[0].Advertisement())
	again, _, err := scan(t, s)
	require.NoError(t, err)
	assert.Same(t, found[0], again[0], "the same toy")
}

func TestScanFails(t *testing.T) {
	s := fake(t)
	eval(t, `t.scan = async () => { throw Object.assign(new Error("It is taken."), { code: "port-busy" }) }`)
	_, started, err := scan(t, s)
	assert.Zero(t, started)
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Error{"scan", "port-busy", "It is taken."}, *failed)
	assert.ErrorIs(t, err, device.ErrNotAllowed)
	for code, class := range map[string]error{"device-gone": device.ErrDisconnected, "no-gamepads": device.ErrUnsupported, "timeout": device.ErrTimeout} {
		assert.ErrorIs(t, &Error{Code: code}, class)
	}
	assert.NoError(t, (&Error{}).Unwrap())
	eval(t, `t.scan = () => { throw new TypeError("broken") }`)
	_, _, err = scan(t, s)
	assert.EqualError(t, err, "scan: broken")
}

// TestScanIsEnded: the transport is told, and what it finds afterwards does not count.
func TestScanIsEnded(t *testing.T) {
	s := fake(t)
	eval(t, `t.scan = (found, signal) => new Promise(ok => signal.onabort = () => { t.ops.push("aborted"); found(t.toy()); ok() })`)
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{})
	go func() { <-begun; cancel() }()
	require.NoError(t, s.Scan(ctx, func() { close(begun) }, func(device.Peripheral) { assert.Fail(t, "found") }))
	assert.Equal(t, "aborted", ops(t))
}

func TestLink(t *testing.T) {
	l := connect(t, ``)
	assert.True(t, l.Has(device.Tx) && l.Has(device.Rx) && !l.Has(device.Generic0))
	require.NoError(t, l.Write(t.Context(), device.Tx, []byte{1, 2}, true))
	l.WriteNow(device.Tx, []byte{3}, false, func(err error) { assert.NoError(t, err) })
	assert.Equal(t, "write 1,2; now 3", ops(t))
	var heard []string
	require.NoError(t, l.Subscribe(t.Context(), device.Rx, func(data []byte) { heard = append(heard, string(data)) }))
	eval(t, `t.heard(new TextEncoder().encode("hello")); t.heard("no bytes"); t.heard(new Uint8Array(1 << 17)); t.heard()`)
	assert.Equal(t, []string{"hello"}, heard)
	require.NoError(t, l.Unsubscribe(t.Context(), device.Rx))
	eval(t, `t.heard(new Uint8Array(1))`)
	assert.Len(t, heard, 1)
	assert.ErrorIs(t, l.Write(t.Context(), device.Firmware, nil, false), device.ErrNoEndpoint)
	assert.ErrorIs(t, l.Subscribe(t.Context(), device.Firmware, nil), device.ErrNoEndpoint)
	_, err := l.Read(t.Context(), device.Generic0)
	assert.ErrorIs(t, err, device.ErrNoEndpoint)

	eval(t, `t.write = async () => { throw Object.assign(new Error("odd"), { code: "device-gone" }) }`)
	err = l.Write(t.Context(), device.Tx, []byte{1}, false)
	assert.ErrorIs(t, err, device.ErrDisconnected)
	assert.EqualError(t, err, "write to A toy: odd")
	told := make(chan error, 1)
	tell := func(err error) { told <- err }
	l.WriteNow(device.Tx, []byte{1}, false, tell)
	assert.ErrorIs(t, <-told, device.ErrDisconnected, "as the toy says")
	l.WriteNow(device.Firmware, []byte{1}, false, tell)
	assert.ErrorIs(t, <-told, device.ErrNoEndpoint)
	ops(t)
	require.NoError(t, l.Close())
	require.NoError(t, l.Close())
	<-l.Done()
	assert.ErrorIs(t, l.Write(t.Context(), device.Tx, []byte{1}, false), device.ErrDisconnected)
	l.WriteNow(device.Tx, []byte{1}, false, tell)
	assert.ErrorIs(t, <-told, device.ErrDisconnected)
	assert.Equal(t, "close; close", ops(t))
}

func TestAToyThatTellsAboutItself(t *testing.T) {
	l := connect(t, `{ about: "Pad\nStrong" }`)
	assert.True(t, l.Has(device.Tx) && !l.Has(device.Rx) && l.Has(device.Generic0))
	told, err := l.Read(t.Context(), device.Generic0)
	require.NoError(t, err)
	assert.Equal(t, "Pad\nStrong", string(told))
	require.NoError(t, l.Close())
}

func TestAToyThatGoes(t *testing.T) {
	l := connect(t, ``)
	eval(t, `t.write = () => new Promise(() => {}); setTimeout(() => t.gone(), 20)`)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-l.Done(); cancel() }()
	require.Error(t, l.Write(ctx, device.Tx, []byte{1}, false))
	assert.ErrorIs(t, l.Write(t.Context(), device.Tx, []byte{1}, false), device.ErrDisconnected)
	assert.ErrorIs(t, l.Subscribe(t.Context(), device.Rx, nil), device.ErrDisconnected)
	require.NoError(t, l.Close())
}

func TestAToyThatCanNotBeOpened(t *testing.T) {
	s := fake(t)
	eval(t, `t.scan = async found => found(t.toy()); t.open = async () => { throw Object.assign(new Error("It is taken."), { code: "port-busy" }) }`)
	found, _, _ := scan(t, s)
	_, err := found[0].Connect(t.Context(), device.Wanted{})
	assert.EqualError(t, err, "open A toy: It is taken.")
	assert.ErrorIs(t, err, device.ErrNotAllowed)

	// One that is opened too late is closed.
	eval(t, `t.open = () => new Promise(ok => t.now = ok)`)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = found[0].Connect(ctx, device.Wanted{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	eval(t, `t.now()`)
	assert.Eventually(t, func() bool { return ops(t) == "close" }, time.Second, 5*time.Millisecond)
}

// TestToysThatAppear are told of once a scan has begun.
func TestToysThatAppear(t *testing.T) {
	s := fake(t)
	eval(t, `t.watch = found => t.appear = () => found(t.toy())`)
	appeared := make(chan device.Peripheral, 3)
	s.Appears = func(p device.Peripheral) { appeared <- p }
	for range 2 {
		_, _, err := scan(t, s)
		require.NoError(t, err)
	}
	eval(t, `t.appear()`)
	assert.Equal(t, "a", (<-appeared).Advertisement().Address)
	assert.Empty(t, appeared)
}
