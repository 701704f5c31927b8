//go:build js && wasm && !remote

package main

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"syscall/js"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
)

// host is the page's side of the module, without the scripts of the page.
type host struct {
	t      *testing.T
	calls  js.Value // what the module handed over
	events chan []any
	seen   [][]any // events that nobody has asked for yet
}

func newHost(t *testing.T) *host {
	h := &host{t: t, events: make(chan []any, 1000)}
	receive := js.FuncOf(func(_ js.Value, a []js.Value) any {
		var events [][]any
		if assert.NoError(t, json.Unmarshal([]byte(a[0].String()), &events)) {
			for _, e := range events {
				h.events <- e
			}
		}
		return nil
	})
	begin := js.FuncOf(func(_ js.Value, a []js.Value) any {
		h.calls = a[0]
		return nil
	})
	t.Cleanup(receive.Release)
	t.Cleanup(begin.Release)
	side := js.Global().Get("Object").New()
	// The page, too, looks at events when Go is no longer on the stack.
	later := js.Global().Call("eval", "(fn) => text => queueMicrotask(() => fn(text))")
	side.Set("receive", later.Invoke(receive))
	side.Set("start", begin)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	start(ctx, side)
	return h
}

// call calls a function of the module.
func (h *host) call(name string, args ...any) {
	place := slices.Index(strings.Split(h.calls.Get("names").String(), ","), name)
	require.GreaterOrEqual(h.t, place, 0, name)
	h.calls.Call("call", append([]any{place}, args...)...)
}

// next is the first event of a kind that was not taken yet.
func (h *host) next(kind string) []any {
	for i := 0; ; i++ {
		if i == len(h.seen) {
			h.seen = append(h.seen, <-h.events)
		}
		if e := h.seen[i]; e[0] == kind {
			h.seen = slices.Delete(h.seen, i, i+1)
			return e[1:]
		}
	}
}

// do carries out commands as the page does: written into the module's memory, then run. It
// returns the requests that were answered by the time when run returned.
func (h *host) do(commands ...bridge.Record) (accepted []float64) {
	copy(records[:], commands)
	run(int32(len(commands)))
	for _, r := range records[:len(commands)] {
		if r[7] == 1 {
			accepted = append(accepted, r[1])
		}
	}
	return accepted
}

// connect connects client 1 to a server in the page, with simulated toys.
func (h *host) connect() {
	h.t.Helper()
	h.call("connect", 1, 1, "Test", "server", "simulated", "", 0, false)
	answer := h.next("ok")
	require.Equal(h.t, 1.0, answer[0])
	require.Equal(h.t, map[string]any{"serverName": "gobuttplug in this page", "maxPingTime": 0.0,
		"protocolVersionMajor": 4.0, "protocolVersionMinor": 0.0}, answer[1])
}

// vibrator scans and gives the handle of the toy that vibrates.
func (h *host) vibrator() float64 {
	h.t.Helper()
	h.do(bridge.Record{float64(bridge.StartScanning), 2, 1})
	require.Equal(h.t, []any{2.0}, h.next("ok"))
	for {
		added := h.next("added")
		list := added[2].([]any)[0].(map[string]any)["DeviceList"].(map[string]any)["Devices"].(map[string]any)
		for _, info := range list {
			if info.(map[string]any)["DeviceName"] == "Simulated Vibrator" {
				return added[1].(float64)
			}
		}
	}
}

func TestClientInThePage(t *testing.T) {
	h := newHost(t)
	h.connect()
	toy := h.vibrator()
	h.call("watchToys", true)
	accepted := h.do(bridge.Record{float64(bridge.Fraction), 3, toy, 0, float64(device.Vibrate), 0.5})
	assert.Equal(t, []float64{3}, accepted, "the answer comes back with the call")
	for level := 0.0; level == 0; {
		state := h.next("toy")[0].(map[string]any)
		if outputs := state["outputs"].([]any); state["name"] == "Simulated Vibrator" {
			level = outputs[0].(map[string]any)["value"].(float64)
		}
	}
	accepted = h.do(bridge.Record{float64(bridge.StopAll), 4, 1}, bridge.Record{float64(bridge.Disconnect), 5, 1})
	assert.Equal(t, []float64{4}, accepted)
	assert.Equal(t, []any{toy}, h.next("removed"))
}

func TestCommandsThatMakeNoSense(t *testing.T) {
	h := newHost(t)
	h.connect()
	toy := h.vibrator()
	for name, c := range map[string]struct {
		command bridge.Record
		code    string
	}{
		"no such operation": {bridge.Record{99, 7, toy}, "invalid-value"},
		"no such toy":       {bridge.Record{float64(bridge.Fraction), 7, 12345, 0, float64(device.Vibrate), 0.5}, "device-gone"},
		"no such client":    {bridge.Record{float64(bridge.StopAll), 7, 99}, "not-connected"},
		"no such feature":   {bridge.Record{float64(bridge.Fraction), 7, toy, 50, float64(device.Vibrate), 0.5}, "invalid-value"},
		"out of range":      {bridge.Record{float64(bridge.Fraction), 7, toy, 0, float64(device.Vibrate), 1.5}, "range"},
	} {
		t.Run(name, func(t *testing.T) {
			h.do(c.command)
			failure := h.next("fail")
			assert.Equal(t, 7.0, failure[0])
			assert.Equal(t, c.code, failure[2])
		})
	}
	run(-1)
	run(1 << 20)
	assert.Equal(t, []float64{8}, h.do(bridge.Record{float64(bridge.StopAll), 8, 1}), "it goes on")
}

func TestFramesOfOtherClients(t *testing.T) {
	h := newHost(t)
	h.call("openFrames", 9, "simulated", "Mine", 0, false)
	h.call("frames", 9, `[{"RequestServerInfo":{"Id":1,"ClientName":"Other","MessageVersion":2}}]`)
	answer := h.next("frame")
	assert.Equal(t, 9.0, answer[0])
	assert.Equal(t, map[string]any{"ServerInfo": map[string]any{"Id": 1.0, "ServerName": "Mine", "MessageVersion": 2.0, "MaxPingTime": 0.0}},
		answer[1].([]any)[0])
	h.call("binaryFrame", 9)
	assert.Contains(t, h.next("frame")[1].([]any)[0], "Error")
	h.call("closeFrames", 9)
	assert.Equal(t, []any{9.0, 1000.0, "the session has ended"}, h.next("closed"))
}

func TestToysThatDropOut(t *testing.T) {
	h := newHost(t)
	h.call("connect", 1, 1, "Test", "server", "simulated", "", 0, false, 60_000, false)
	h.next("ok")
	toy := h.vibrator()
	h.call("dropToy", 3, "Simulated Vibrator")
	require.Equal(t, []any{3.0}, h.next("ok"))
	assert.Equal(t, []any{toy, 1.0, 500.0, 0.0, "device-gone", "the device is disconnected"}, h.next("away"))
	h.do(bridge.Record{float64(bridge.Fraction), 4, toy, 0, float64(device.Vibrate), 0.5})
	assert.Equal(t, []any{4.0, 4.0, "reconnecting"}, h.next("fail")[:3])
	h.call("returnToy", 5, "Simulated Vibrator")
	require.Equal(t, []any{5.0}, h.next("ok"))
	assert.Equal(t, []any{toy}, h.next("back"))
	assert.Equal(t, []float64{6}, h.do(bridge.Record{float64(bridge.Fraction), 6, toy, 0, float64(device.Vibrate), 0.5}))

	h.call("letGo", 7, toy)
	assert.Equal(t, []any{toy}, h.next("removed"))
	assert.Equal(t, []any{7.0}, h.next("ok"))
	h.call("letGo", 8, toy)
	assert.Equal(t, []any{8.0, 4.0, "device-gone"}, h.next("fail")[:3])

	h.call("knownToys", 9, "simulated", "", 0, false, 60_000, false)
	assert.Equal(t, []any{9.0, []any{}}, h.next("ok"))
	h.call("useKnown", 10, "id", false, "simulated", "", 0, false, 60_000, false)
	assert.Equal(t, []any{10.0, 4.0, "unsupported"}, h.next("fail")[:3])
	h.call("useKnown", 11, "id", true, "simulated")
	assert.Equal(t, []any{11.0, 4.0, "unsupported"}, h.next("fail")[:3])
	h.call("knownToys")
	assert.Equal(t, []any{0.0, []any{}}, h.next("ok"), "nothing given counts as zero")
	h.calls.Call("call")
	assert.Equal(t, []any{0.0, 0.0, "invalid-value"}, h.next("fail")[:3], "not even which function")
	h.calls.Call("call", 1000)
	h.call("letGo", 12, toy)
	assert.Equal(t, []any{12.0, 4.0, "device-gone"}, h.next("fail")[:3], "it goes on")
}
