//go:build js && wasm

package client

import (
	"context"
	"syscall/js"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/message"
)

// fakeClass is a WebSocket under the control of a test, which it gets as an argument of
// script some time after it was made.
const fakeClass = `(script, exception) => class extends EventTarget {
	constructor(url) {
		super();
		if (exception) throw new DOMException("refused by the test", exception);
		Object.assign(this, {url, readyState: 0, bufferedAmount: 0, sent: [], closes: 0, listeners: 0});
		setTimeout(() => script(this));
	}
	addEventListener(...args) { this.listeners++; super.addEventListener(...args); }
	removeEventListener(...args) { this.listeners--; super.removeEventListener(...args); }
	send(data) { this.sent.push(data); if (this.onsend) this.onsend(data); }
	close() { this.closes++; this.readyState = 3; }
	emit(type, properties) { this.dispatchEvent(Object.assign(new Event(type), properties)); }
	open() { this.readyState = 1; this.emit("open"); }
	receive(data) { this.emit("message", {data}); }
	end(code, reason) { this.readyState = 3; this.emit("error"); this.emit("close", {code, reason}); }
}`

func setGlobal(t *testing.T, name string, value any) {
	before := js.Global().Get(name)
	js.Global().Set(name, value)
	t.Cleanup(func() { js.Global().Set(name, before) })
}

// fake makes WebSocket a fake that runs script, the body of a JavaScript function of ws.
func fake(t *testing.T, script string) {
	setGlobal(t, "WebSocket", js.Global().Call("eval", fakeClass).Invoke(js.Global().Get("Function").New("ws", "globalThis.fake = ws;"+script)))
}

// socket is the newest fake.
func socket() js.Value { return js.Global().Get("fake") }

// run runs a script with the newest fake.
func run(script string) { js.Global().Get("Function").New("ws", script).Invoke(socket()) }

func open(t *testing.T, script string) *opened {
	t.Helper()
	return openLimited(t, script, 0)
}

// openLimited is open with a limit for the size of frames.
func openLimited(t *testing.T, script string, maxFrame int) *opened {
	fake(t, "ws.open();"+script)
	return openWith(t, WebSocket{Address: "ws://127.0.0.1:12345", MaxFrame: maxFrame})
}

func TestClientOverWebSocket(t *testing.T) {
	fake(t, `
		ws.onsend = (frame) => {
			const [[name, {Id}]] = Object.entries(JSON.parse(frame)[0]);
			ws.receive(JSON.stringify([
				name === "RequestServerInfo" ? {ServerInfo: {Id, ServerName: "Page", MaxPingTime: 0, ProtocolVersionMajor: 4, ProtocolVersionMinor: 0}} :
				name === "RequestDeviceList" ? {DeviceList: {Id, Devices: {0: {DeviceIndex: 0, DeviceName: "Toy ✓", DeviceMessageTimingGap: 0,
					DeviceFeatures: {0: {FeatureIndex: 0, FeatureDescription: "", Output: {Vibrate: {Value: [0, 20]}}}}}}}} :
				{Ok: {Id}},
			]));
		};
		ws.open();`)
	c := New(Options{Name: "Test"})
	require.NoError(t, c.Connect(t.Context(), WebSocket{Address: "ws://127.0.0.1:12345"}))
	assert.Equal(t, "Page", c.ServerName())
	assert.Equal(t, "Toy ✓", c.Devices()[0].Name())
	require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 0.5))
	assert.Equal(t, `[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":10}}}}]`,
		socket().Get("sent").Index(2).String())
	require.NoError(t, c.Disconnect(t.Context()))
}

func TestReceives(t *testing.T) {
	conn := open(t, `
		ws.receive(new ArrayBuffer(3));
		ws.receive(undefined);
		ws.receive('[{"Ok":{"Id":2}},{"Nonsense":{"Id":3}}]');
		ws.receive('nonsense');
		ws.receive('[{"Ok":{"Id":4}}]');`)
	var ms []message.Message
	for len(ms) < 4 {
		m, err := conn.next()
		require.NoError(t, err)
		ms = append(ms, m)
	}
	require.Len(t, ms, 4)
	assert.Equal(t, &message.Ok{Header: message.Header{ID: 2}}, ms[0])
	assert.IsType(t, &Invalid{}, ms[1])
	assert.EqualValues(t, 3, ms[1].MessageID())
	assert.IsType(t, &Invalid{}, ms[2])
	assert.Equal(t, &message.Ok{Header: message.Header{ID: 4}}, ms[3])
}

func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		kind         error
		text         string
	}{
		{"closed", `ws.end(1001, "bye\n")`, ErrClosed, `code 1001, "bye\n"`},
		{"lost", `ws.end(1006, "")`, ErrLost, ""},
		{"frame too large", `ws.receive("x".repeat(1001))`, ErrFrameSize, "1001 bytes; at most 1000 are taken"},
		{"frame with too many bytes", `ws.receive("€".repeat(400))`, ErrFrameSize, "1200 bytes; at most 1000 are taken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := openLimited(t, "", 1000)
			run(tt.script)
			var err error
			for err == nil {
				_, err = conn.next()
			}
			require.ErrorIs(t, err, tt.kind)
			var failure *WebSocketError
			require.ErrorAs(t, err, &failure)
			assert.ErrorContains(t, err, tt.text)
			require.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), tt.kind)
			run(`ws.receive("[]"); ws.end(1000, "")`) // too late, and no harm
		})
	}
}

func TestWhatCameBeforeTheEndArrives(t *testing.T) {
	conn := open(t, "")
	socket().Call("receive", `[{"ScanningFinished":{"Id":0}}]`)
	socket().Call("end", 1000, "")
	m, err := conn.next()
	require.NoError(t, err)
	assert.IsType(t, &message.ScanningFinished{}, m)
	_, err = conn.next()
	require.ErrorIs(t, err, ErrClosed)
}

func TestWebSocketSendFails(t *testing.T) {
	for _, tt := range []struct {
		name, script string
		kind         error
	}{
		{"congested", "ws.bufferedAmount = 2**20 + 1", ErrCongested},
		{"closing", "ws.readyState = 2", ErrLost},
		{"exception", `ws.onsend = () => { throw new Error("no") }`, ErrLost},
	} {
		t.Run(tt.name, func(t *testing.T) {
			conn := open(t, "")
			run(tt.script)
			require.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), tt.kind)
		})
	}
}

func TestClose(t *testing.T) {
	conn := open(t, "")
	ended := make(chan error)
	go func() {
		_, err := conn.next()
		ended <- err
	}()
	require.NoError(t, conn.Close())
	require.NoError(t, conn.Close())
	require.ErrorIs(t, <-ended, ErrNotConnected)
	require.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), ErrNotConnected)
	assert.Equal(t, 1, socket().Get("closes").Int())
}

func TestDialErrors(t *testing.T) {
	const refused = `ws.end(1006, "")`
	for _, tt := range []struct {
		name, page, address, script, exception string
		kind                                   error
		text                                   string
	}{
		{"malformed", "http:", "ws://:port", "", "SyntaxError", ErrAddress, "refused by the test"},
		{"not allowed", "https:", "ws://example.com", "", "SecurityError", ErrInsecure, ""},
		{"another exception", "http:", "ws://example.com", "", "InvalidStateError", ErrUnreachable, ""},
		{"refused", "http:", "ws://example.com", refused, "", ErrUnreachable, "does not run there"},
		{"mixed content", "https:", "ws://example.com", refused, "", ErrInsecure, "https"},
		{"this computer", "https:", "ws://127.0.0.1:12345", refused, "", ErrUnreachable, "Safari"},
		{"certificate", "https:", "wss://example.com:99/path", refused, "", ErrUnreachable, "open https://example.com:99 to see"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := pageScheme
			pageScheme = func() string { return tt.page }
			defer func() { pageScheme = before }()
			if tt.exception != "" {
				setGlobal(t, "WebSocket", js.Global().Call("eval", fakeClass).Invoke(js.Null(), tt.exception))
			} else {
				fake(t, tt.script)
			}
			_, err := WebSocket{Address: tt.address}.Connect(t.Context(), ignore)
			require.ErrorIs(t, err, tt.kind)
			var failure *WebSocketError
			require.ErrorAs(t, err, &failure)
			assert.Equal(t, tt.address, failure.Address)
			assert.ErrorContains(t, err, tt.text)
			if tt.exception == "" {
				assert.Zero(t, socket().Get("listeners").Int())
			}
		})
	}
}

func TestDialGivesUp(t *testing.T) {
	fake(t, "")
	_, err := WebSocket{Address: "ws://127.0.0.1:12345", ConnectTimeout: 20 * time.Millisecond}.Connect(t.Context(), ignore)
	require.ErrorIs(t, err, ErrTimeout)
	assert.Equal(t, 1, socket().Get("closes").Int())
	assert.Zero(t, socket().Get("listeners").Int())

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = WebSocket{Address: "ws://127.0.0.1:12345"}.Connect(ctx, ignore)
	require.ErrorIs(t, err, context.Canceled)
}

func TestNoWebSocket(t *testing.T) {
	setGlobal(t, "WebSocket", js.Undefined())
	_, err := WebSocket{Address: "ws://127.0.0.1:12345"}.Connect(t.Context(), ignore)
	require.ErrorIs(t, err, ErrUnreachable)
	assert.ErrorContains(t, err, "no WebSocket")
}
