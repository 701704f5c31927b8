//go:build !js

package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/protocol"
)

const (
	hello     = `[{"RequestServerInfo":{"Id":1,"ClientName":"Test","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`
	pingFrame = `[{"Ping":{"Id":2}}]`
	okFrame   = `[{"Ok":{"Id":2}}]`
)

// wsBench is a server with simulated toys behind a real socket.
type wsBench struct {
	t      *testing.T
	toys   *simulated.Toys
	srv    *Server
	web    *handler
	http   *httptest.Server
	closed sync.WaitGroup

	mu  sync.Mutex
	log []string
}

func newWSBench(t *testing.T, so Options, o HandlerOptions) *wsBench {
	b := &wsBench{t: t, toys: simulated.New()}
	so.Scanners = []device.Scanner{b.toys}
	so.Catalog, so.Protocols = b.toys.Catalog(nil), protocol.All()
	b.srv = New(so)
	o.Connections = &b.closed
	o.Log = func(line string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.log = append(b.log, line)
	}
	b.web = b.srv.Handler(o).(*handler)
	b.http = httptest.NewServer(b.web)
	t.Cleanup(func() {
		assert.NoError(t, b.srv.Close())
		b.closed.Wait() // no connection outlives the server
		b.http.Close()
	})
	return b
}

func (b *wsBench) url() string { return "ws" + strings.TrimPrefix(b.http.URL, "http") + "/any/path" }

// waitForLog waits until a line with the text was logged.
func (b *wsBench) waitForLog(text string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return slices.ContainsFunc(b.log, func(line string) bool { return strings.Contains(line, text) })
	}, time.Minute, time.Millisecond, text)
}

type wsClient struct {
	t   *testing.T
	ctx context.Context
	ws  *websocket.Conn
}

func (b *wsBench) dial() *wsClient {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	b.t.Cleanup(cancel)
	ws, _, err := websocket.Dial(ctx, b.url(), nil)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = ws.CloseNow() })
	ws.SetReadLimit(1 << 20)
	return &wsClient{b.t, ctx, ws}
}

func (b *wsBench) greeted() *wsClient {
	b.t.Helper()
	c := b.dial()
	c.send(hello)
	require.Contains(b.t, c.receive(), "ServerInfo")
	return c
}

func (c *wsClient) send(frame string) {
	c.t.Helper()
	require.NoError(c.t, c.ws.Write(c.ctx, websocket.MessageText, []byte(frame)))
}

func (c *wsClient) receive() string {
	c.t.Helper()
	kind, frame, err := c.ws.Read(c.ctx)
	require.NoError(c.t, err)
	require.Equal(c.t, websocket.MessageText, kind)
	return string(frame)
}

// told expects an Error with a text, and then the end of the connection.
func (c *wsClient) told(text string) error {
	c.t.Helper()
	frame := c.receive()
	require.Contains(c.t, frame, `"Error"`)
	require.Contains(c.t, frame, text)
	return c.closed()
}

// closed expects the end of the connection.
func (c *wsClient) closed() error {
	c.t.Helper()
	_, frame, err := c.ws.Read(c.ctx)
	require.Error(c.t, err, "%s", frame)
	require.NoError(c.t, c.ctx.Err(), "the connection is still open")
	return err
}

func TestSession(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	c := b.greeted()
	c.send(`[{"Ping":{"Id":2}},{"Bogus":{"Id":3}},{"StartScanning":{"Id":4}}]`)
	assert.Equal(t, okFrame, c.receive())
	assert.Contains(t, c.receive(), `[{"Error":{"Id":3,`)
	assert.Equal(t, `[{"Ok":{"Id":4}}]`, c.receive())
	for c.receive() != `[{"ScanningFinished":{"Id":0}}]` {
	}
	c.send(`[{"OutputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":7}}}}]`)
	assert.Equal(t, `[{"Ok":{"Id":5}}]`, c.receive())
	level := func() int32 { return b.toys.States()[0].Outputs[0].Value }
	require.Eventually(t, func() bool { return level() == 7 }, 10*time.Second, time.Millisecond)

	require.NoError(t, c.ws.CloseNow()) // the client is gone without a word
	require.Eventually(t, func() bool { return level() == 0 }, 10*time.Second, time.Millisecond)
	b.waitForLog("disconnected")
}

func TestBinaryFramesAreRefused(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	c := b.greeted()
	require.NoError(t, c.ws.Write(c.ctx, websocket.MessageBinary, []byte(pingFrame)))
	assert.Equal(t, `[{"Error":{"Id":0,"ErrorMessage":"The frame is binary; messages are sent in text frames.","ErrorCode":3}}]`, c.receive())
	c.send(pingFrame)
	assert.Equal(t, okFrame, c.receive())
}

func TestTextAfterTheArrayIsRefused(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	c := b.greeted()
	c.send(pingFrame + "x")
	assert.Contains(t, c.receive(), `[{"Error":{"Id":0,"ErrorMessage":"The frame could not be read: invalid JSON at byte 19: found 'x'`)
	c.send(`[{"Ping":{"Id":3}}]`)
	assert.Equal(t, `[{"Ok":{"Id":3}}]`, c.receive(), "nothing else was answered")
}

// Who sends more messages than are answered would wait for the rest of the answers for ever.
func TestTooManyMessagesEndTheSession(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	c := b.greeted()
	c.send(many(1024))
	for range 1024 {
		require.Equal(t, okFrame, c.receive())
	}
	c.send(many(1025))
	assert.Contains(t, c.receive(), `[{"Error":{"Id":0,"ErrorMessage":"The frame holds more than 1024 messages; none of them was carried out.`)
	err := c.closed()
	assert.Equal(t, websocket.StatusMessageTooBig, websocket.CloseStatus(err))
	assert.ErrorContains(t, err, "more than 1024 messages")
}

func TestLargeFrames(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	pad := func(size int) string { return `[{"Ping":{"Id":2,"X":"` + strings.Repeat("x", size) + `"}}]` }

	c := b.greeted()
	c.send(pad(1<<20 - 100))
	assert.Equal(t, okFrame, c.receive())
	c.send(pad(3 << 20))
	assert.Regexp(t, `^\[\{"Error":\{"Id":0,.*more than 1048576 bytes.*"ErrorCode":3`, c.receive())
	c.send(pingFrame)
	assert.Equal(t, okFrame, c.receive())

	_ = c.ws.Write(c.ctx, websocket.MessageText, []byte(pad(17<<20))) // may fail: the server hangs up
	assert.Error(t, c.closed())
	b.greeted()
}

func TestServerEndsTheConnection(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    Options
		send string
		want []string // what comes first
	}{
		{"refused handshake", Options{}, `[{"RequestServerInfo":{"Id":9,"ClientName":"x","ProtocolVersionMajor":5}}]`, []string{`"ErrorCode":1`}},
		{"Disconnect", Options{}, hello + `[{"Disconnect":{"Id":9}}]`, []string{"ServerInfo", `[{"Ok":{"Id":9}}]`}},
		{"missed ping", Options{MaxPingTime: 20 * time.Millisecond}, hello, []string{"ServerInfo", `"ErrorCode":2`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newWSBench(t, tt.o, HandlerOptions{}).dial()
			c.send(tt.send)
			for _, want := range tt.want {
				assert.Contains(t, c.receive(), want)
			}
			assert.Equal(t, websocket.StatusNormalClosure, websocket.CloseStatus(c.closed()))
		})
	}
}

func TestServerCloseOverWebSocket(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	c := b.greeted()
	require.NoError(t, b.srv.Close())
	assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(c.closed()))
	late := b.dial()
	assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(late.closed()))
}

func TestClientsAreBounded(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{MaxClients: 3})
	first := b.greeted()
	b.greeted()
	b.greeted()
	fourth := b.dial()
	fourth.send(hello)
	assert.Contains(t, fourth.receive(), `[{"Error":{"Id":1,"ErrorMessage":"This server has 3 clients already. Disconnect one and try again.","ErrorCode":1}}]`)
	err := fourth.closed()
	assert.Equal(t, websocket.StatusTryAgainLater, websocket.CloseStatus(err))
	assert.ErrorContains(t, err, "This server has 3 clients already.")

	first.send(`[{"Disconnect":{"Id":2}}]`)
	first.receive()
	assert.Error(t, first.closed())
	b.waitForLog("disconnected")
	require.Eventually(t, func() bool {
		c := b.dial()
		c.send(hello)
		return strings.Contains(c.receive(), "ServerInfo")
	}, 10*time.Second, time.Millisecond)
}

// However many connections say nothing, a client that shakes hands gets in.
func TestSilentConnectionsDoNotLockOthersOut(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{HandshakeTimeout: time.Hour}) // however slow the machine is
	oldest := b.dial()
	oldest.send(pingFrame)
	assert.Contains(t, oldest.receive(), `"Error"`) // so the server has it in its list
	for range minGreeting {
		b.raw()
	}
	b.greeted()
	assert.Equal(t, websocket.StatusTryAgainLater, websocket.CloseStatus(oldest.told("wait for their handshake")))
}

// raw opens a connection that is driven by hand: it reads only when told to, and answers
// no pings.
func (b *wsBench) raw() net.Conn {
	b.t.Helper()
	conn, err := net.Dial("tcp", b.http.Listener.Addr().String())
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = conn.Close() })
	require.NoError(b.t, conn.(*net.TCPConn).SetReadBuffer(32<<10))
	_, err = io.WriteString(conn, upgradeRequest)
	require.NoError(b.t, err)
	return conn
}

const upgradeRequest = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"

// textFrame is a masked WebSocket text frame (the mask is 0).
func textFrame(text string) []byte {
	frame := []byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}
	return append(frame, text...)
}

func TestSilentClientIsGivenUp(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{IdleTimeout: 20 * time.Millisecond})
	b.raw()
	b.waitForLog("the client does not answer pings")
}

func TestOrigins(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	for _, tt := range []struct {
		name    string
		host    string
		origins []string // of the request
		o       HandlerOptions
		want    bool
	}{
		{"program", "127.0.0.1:12345", nil, HandlerOptions{}, true},
		{"program, by name", "toys.example:12345", nil, HandlerOptions{}, true},
		{"same address", "127.0.0.1:12345", []string{"http://127.0.0.1:12345"}, HandlerOptions{}, true},
		{"same name", "localhost:12345", []string{"http://LOCALHOST:12345"}, HandlerOptions{}, true},
		{"same address, IPv6", "[::1]:12345", []string{"http://[::1]:12345"}, HandlerOptions{}, true},
		{"same address, default port", "192.168.1.2", []string{"http://192.168.1.2"}, HandlerOptions{}, true},
		{"other port", "127.0.0.1:12345", []string{"http://127.0.0.1:8080"}, HandlerOptions{}, false},
		{"port of the page", "127.0.0.1:12345", []string{"http://127.0.0.1:8080"}, HandlerOptions{Ports: []string{"8080"}}, true},
		{"port of the page, other host", "127.0.0.1:12345", []string{"http://evil.example:8080"}, HandlerOptions{Ports: []string{"8080"}}, false},
		{"other name of this machine", "127.0.0.1:12345", []string{"http://localhost:12345"}, HandlerOptions{}, true},
		{"other name of this machine, port of the page", "[::1]:12345", []string{"http://localhost:8080"}, HandlerOptions{Ports: []string{"8080"}}, true},
		{"name that only looks local", "127.0.0.1:12345", []string{"http://localhost.evil.example:12345"}, HandlerOptions{}, false},
		{"another machine", "192.168.1.2:12345", []string{"http://192.168.1.3:12345"}, HandlerOptions{}, false},
		{"some page", "127.0.0.1:12345", []string{"https://evil.example"}, HandlerOptions{}, false},
		{"rebound name", "evil.example:12345", []string{"http://evil.example:12345"}, HandlerOptions{}, false},
		{"listed", "127.0.0.1:12345", []string{"https://Good.example"}, HandlerOptions{Origins: []string{"https://good.example/"}}, true},
		{"listed, other scheme", "127.0.0.1:12345", []string{"http://good.example"}, HandlerOptions{Origins: []string{"https://good.example"}}, false},
		{"listed, sub-domain", "127.0.0.1:12345", []string{"https://x.good.example"}, HandlerOptions{Origins: []string{"https://good.example"}}, false},
		{"everybody", "127.0.0.1:12345", []string{"https://evil.example"}, HandlerOptions{Origins: []string{"*"}}, true},
		{"opaque", "127.0.0.1:12345", []string{"null"}, HandlerOptions{}, false},
		{"opaque, listed", "127.0.0.1:12345", []string{"null"}, HandlerOptions{Origins: []string{"null"}}, true},
		{"empty", "127.0.0.1:12345", []string{""}, HandlerOptions{}, false},
		{"nonsense", "127.0.0.1:12345", []string{"http://%zz"}, HandlerOptions{}, false},
		{"file", "127.0.0.1:12345", []string{"file://127.0.0.1:12345"}, HandlerOptions{}, false},
		{"two", "127.0.0.1:12345", []string{"http://127.0.0.1:12345", "https://evil.example"}, HandlerOptions{Origins: []string{"*"}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "http://"+tt.host+"/", nil)
			for _, origin := range tt.origins {
				r.Header.Add("Origin", origin)
			}
			w := httptest.NewRecorder()
			b.srv.Handler(tt.o).ServeHTTP(w, r)
			if tt.want {
				assert.Equal(t, http.StatusUpgradeRequired, w.Code, "passed the check")
				return
			}
			assert.Equal(t, http.StatusForbidden, w.Code)
			assert.Contains(t, w.Body.String(), "may not use this server")
		})
	}
}

func TestOriginOverASocket(t *testing.T) {
	b := newWSBench(t, Options{}, HandlerOptions{})
	dial := func(origin string) (*websocket.Conn, *http.Response, error) {
		return websocket.Dial(t.Context(), b.url(), &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
	}
	ws, _, err := dial(b.http.URL)
	require.NoError(t, err)
	require.NoError(t, ws.CloseNow())
	port := b.http.Listener.Addr().(*net.TCPAddr).Port
	rebound := "evil.example:" + strconv.Itoa(port) // a name that its owner has pointed here
	for _, origin := range []string{"https://evil.example", "null", "http://" + rebound} {
		_, response, err := websocket.Dial(t.Context(), b.url(), &websocket.DialOptions{
			HTTPHeader: http.Header{"Origin": {origin}}, Host: rebound,
		})
		require.Error(t, err)
		assert.Equal(t, http.StatusForbidden, response.StatusCode, origin)
		b.waitForLog("refused a page from " + strconv.Quote(origin))
	}
}
