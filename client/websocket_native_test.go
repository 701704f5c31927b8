//go:build !js

package client

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// serve is a handler that runs fn with each WebSocket and closes it when fn returns, which
// it must when the context of the test ends.
func serve(t *testing.T, fn func(ctx context.Context, ws *websocket.Conn)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if !assert.NoError(t, err) {
			return
		}
		defer ws.CloseNow()
		fn(t.Context(), ws)
	})
}

// answer plays a server with one toy until the connection ends.
func answer(ctx context.Context, ws *websocket.Conn) {
	for {
		kind, frame, err := ws.Read(ctx)
		if err != nil || kind != websocket.MessageText {
			return
		}
		for el, bad := range message.Elements(frame, message.DefaultLimits) {
			if bad != nil {
				return
			}
			m, _ := message.DecodeClient(el)
			var reply message.Message
			switch m.(type) {
			case *message.RequestServerInfo:
				reply = &message.ServerInfo{ServerName: "Far away", Major: 4, MaxPingTime: time.Second}
			case *message.RequestDeviceList:
				reply = &message.DeviceList{Devices: []*device.Definition{{Name: "Toy", Features: []device.Feature{{
					Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: 20}}},
				}}}}}
			default:
				reply = &message.Ok{}
			}
			reply.SetMessageID(m.MessageID())
			if ws.Write(ctx, websocket.MessageText, message.Append(nil, reply)) != nil {
				return
			}
		}
	}
}

// pipes is a listener whose connections stay within the process, so that they live in
// virtual time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	close(p.done)
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inProcess starts a server, within a bubble of virtual time, and makes a connector to it.
func inProcess(t *testing.T, handler http.Handler) WebSocket {
	p := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: handler, ErrorLog: log.New(io.Discard, "", 0)}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = server.Serve(p)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-stopped
	})
	return WebSocket{Address: address, Native: NativeWebSocket{dial: p.dial}}
}

const address = "ws://toys.example:12345/path"

func TestClientOverWebSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := New(Options{Name: "Test"})
		require.NoError(t, c.Connect(t.Context(), inProcess(t, serve(t, answer))))
		assert.Equal(t, "Far away", c.ServerName())
		require.Len(t, c.Devices(), 1)
		require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 0.5))
		time.Sleep(5 * time.Second) // pings go on
		assert.True(t, c.Connected())
		start := time.Now()
		require.NoError(t, c.Disconnect(t.Context()))
		assert.Zero(t, time.Since(start), "a living server closes at once")
	})
}

// The same over a real socket.
func TestClientOverNetwork(t *testing.T) {
	server := httptest.NewServer(serve(t, answer))
	defer server.Close()
	c := New(Options{Name: "Test"})
	require.NoError(t, c.Connect(t.Context(), WebSocket{Address: strings.Replace(server.URL, "http", "ws", 1)}))
	require.NoError(t, c.Devices()[0].Vibrate(t.Context(), 0.5))
	require.NoError(t, c.Disconnect(t.Context()))
}

func TestClientOverTLS(t *testing.T) {
	server := httptest.NewTLSServer(serve(t, answer))
	defer server.Close()
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	trusting := &tls.Config{RootCAs: server.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs}
	c := New(Options{Name: "Test"})
	require.NoError(t, c.Connect(t.Context(), WebSocket{Address: strings.Replace(server.URL, "https", "wss", 1), Native: NativeWebSocket{TLS: trusting}}))
	require.NoError(t, c.Disconnect(t.Context()))
}

func TestSendsOneMessagePerFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var frames []string
		conn := openWith(t, inProcess(t, serve(t, func(ctx context.Context, ws *websocket.Conn) {
			for len(frames) < 3 {
				kind, frame, err := ws.Read(ctx)
				if err != nil {
					return
				}
				assert.Equal(t, websocket.MessageText, kind)
				frames = append(frames, string(frame))
			}
			_ = ws.Close(websocket.StatusNormalClosure, "")
		})))
		ping := func(id uint32) message.Message { return &message.Ping{Header: message.Header{ID: id}} }
		require.NoError(t, conn.Send(t.Context(), ping(1), ping(2)))
		require.NoError(t, conn.Send(t.Context(), ping(3)))
		_, err := conn.next()
		require.ErrorIs(t, err, ErrClosed)
		assert.Equal(t, []string{`[{"Ping":{"Id":1}}]`, `[{"Ping":{"Id":2}}]`, `[{"Ping":{"Id":3}}]`}, frames)
	})
}

func TestReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := openWith(t, inProcess(t, serve(t, func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageBinary, []byte(`[{"Ok":{"Id":1}}]`))
			_ = ws.Write(ctx, websocket.MessageText, []byte(`[{"Ok":{"Id":2}},{"Nonsense":{"Id":3}}][{"ScanningFinished":{"Id":0}}]`))
			_ = ws.Write(ctx, websocket.MessageText, []byte("\xff"))
			_ = ws.Write(ctx, websocket.MessageText, []byte(`[{"Ok":{"Id":4}}]`))
			_, _, _ = ws.Read(ctx)
		})))
		var ms []message.Message
		for range 5 {
			m, err := conn.next()
			require.NoError(t, err, "the connection goes on after garbage")
			ms = append(ms, m)
		}
		assert.Equal(t, &message.Ok{Header: message.Header{ID: 2}}, ms[0])
		assert.IsType(t, &Invalid{}, ms[1])
		assert.EqualValues(t, 3, ms[1].MessageID())
		assert.IsType(t, &message.ScanningFinished{}, ms[2])
		assert.IsType(t, &Invalid{}, ms[3])
		assert.Equal(t, &message.Ok{Header: message.Header{ID: 4}}, ms[4])
	})
}

func TestAnswersPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := openWith(t, inProcess(t, serve(t, func(ctx context.Context, ws *websocket.Conn) {
			ctx = ws.CloseRead(ctx)
			assert.NoError(t, ws.Ping(ctx))
			_ = ws.Write(ctx, websocket.MessageText, []byte(`[{"Ok":{"Id":1}}]`))
		})))
		_, err := conn.next()
		require.NoError(t, err)
	})
}

func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(ctx context.Context, ws *websocket.Conn)
		kind error
		text string
	}{
		{"closed", func(_ context.Context, ws *websocket.Conn) { _ = ws.Close(websocket.StatusGoingAway, "bye\n") },
			ErrClosed, `code 1001, "bye\n"`},
		{"lost", func(_ context.Context, ws *websocket.Conn) { _ = ws.CloseNow() }, ErrLost, ""},
		{"frame too large", func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageText, make([]byte, 1001))
			_, _, _ = ws.Read(ctx)
		}, ErrFrameSize, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				connector := inProcess(t, serve(t, tt.end))
				connector.MaxFrame = 1000
				conn := openWith(t, connector)
				_, err := conn.next()
				require.ErrorIs(t, err, tt.kind)
				var failure *WebSocketError
				require.ErrorAs(t, err, &failure)
				assert.ErrorContains(t, err, tt.text)
				require.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), tt.kind)
			})
		})
	}
}

func TestLargestFrameArrives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		frame := `[{"Ok":{"Id":2}}]`
		connector := inProcess(t, serve(t, func(ctx context.Context, ws *websocket.Conn) {
			_ = ws.Write(ctx, websocket.MessageText, []byte(frame))
			_, _, _ = ws.Read(ctx)
		}))
		connector.MaxFrame = len(frame)
		conn := openWith(t, connector)
		m, err := conn.next()
		require.NoError(t, err)
		assert.IsType(t, &message.Ok{}, m)
	})
}

// deaf is a server that neither reads nor closes.
func deaf(ctx context.Context, _ *websocket.Conn) { <-ctx.Done() }

func TestDeafServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := openWith(t, inProcess(t, serve(t, deaf)))
		big := &message.RequestServerInfo{ClientName: strings.Repeat("x", 1<<16)}
		var err error
		sent := 0
		for ; err == nil; sent++ {
			err = conn.Send(t.Context(), big)
		}
		require.ErrorIs(t, err, ErrCongested)
		assert.LessOrEqual(t, sent, maxUnsent/(1<<16)+2, "the queue is bounded")
		start := time.Now()
		_, err = conn.next()
		require.ErrorIs(t, err, ErrTimeout)
		assert.Equal(t, writeTimeout, time.Since(start))
	})
}

func TestCloseDoesNotWaitForDeafServer(t *testing.T) {
	for _, busy := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			conn := openWith(t, inProcess(t, serve(t, deaf)))
			if busy {
				require.NoError(t, conn.Send(t.Context(), &message.RequestServerInfo{ClientName: strings.Repeat("x", 1<<16)}))
				synctest.Wait()
			}
			ended := make(chan error)
			go func() {
				_, err := conn.next()
				ended <- err
			}()
			synctest.Wait()
			start := time.Now()
			go func() { _ = conn.Close() }()
			require.ErrorIs(t, <-ended, ErrNotConnected)
			assert.LessOrEqual(t, time.Since(start), closeTimeout)
			require.ErrorIs(t, conn.Send(t.Context(), &message.Ping{}), ErrNotConnected)
		})
	}
}

func TestDialErrors(t *testing.T) {
	listen := func(t *testing.T, serve func(net.Conn)) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				serve(conn)
				_ = conn.Close()
			}
		}()
		t.Cleanup(func() {
			_ = l.Close()
			<-done
		})
		return l.Addr().String()
	}
	for _, tt := range []struct {
		name    string
		address func(t *testing.T) string
		kind    error
		text    string
	}{
		{"no host", func(*testing.T) string { return "ws://" }, ErrAddress, "no host"},
		{"only a port", func(*testing.T) string { return "ws://:12345" }, ErrAddress, "no host"},
		{"bad port", func(*testing.T) string { return "ws://localhost:port" }, ErrAddress, "port"},
		{"control character", func(*testing.T) string { return "ws://local\nhost" }, ErrAddress, ""},
		{"refused", func(t *testing.T) string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			defer l.Close()
			return "ws://" + l.Addr().String()
		}, ErrUnreachable, "refused"},
		{"no WebSocket here", func(t *testing.T) string {
			s := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(s.Close)
			return strings.Replace(s.URL, "http", "ws", 1)
		}, ErrUpgrade, "404"},
		{"certificate of nobody", func(t *testing.T) string {
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return strings.Replace(s.URL, "https", "wss", 1)
		}, ErrInsecure, "certificate"},
		{"no TLS there", func(t *testing.T) string {
			s := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(s.Close)
			return strings.Replace(s.URL, "http", "wss", 1)
		}, ErrInsecure, ""},
		{"closed during the handshake", func(t *testing.T) string {
			return "ws://" + listen(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })
		}, ErrUpgrade, ""},
		{"wrong protocol", func(t *testing.T) string {
			return "ws://" + listen(t, func(conn net.Conn) {
				_, _ = conn.Read(make([]byte, 1))
				_, _ = conn.Write([]byte("SSH-2.0-x\r\n"))
			})
		}, ErrUpgrade, ""},
		{"TLS expected", func(t *testing.T) string {
			s := httptest.NewUnstartedServer(http.NotFoundHandler())
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			return strings.Replace(s.URL, "https", "ws", 1)
		}, ErrUpgrade, "400"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address := tt.address(t)
			_, err := WebSocket{Address: address}.Connect(t.Context(), ignore)
			require.ErrorIs(t, err, tt.kind)
			var failure *WebSocketError
			require.ErrorAs(t, err, &failure)
			assert.Equal(t, address, failure.Address)
			assert.ErrorContains(t, err, tt.text)
		})
	}
}

func TestUnknownHost(t *testing.T) {
	unknown := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "toys.invalid", IsNotFound: true}}
	}
	_, err := WebSocket{Address: "ws://toys.invalid:1", Native: NativeWebSocket{dial: unknown}}.Connect(t.Context(), ignore)
	require.ErrorIs(t, err, ErrUnreachable)
}

func TestDialTimeout(t *testing.T) {
	silent := func(ctx context.Context, _, _ string) (net.Conn, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	for _, tt := range []struct {
		name    string
		timeout time.Duration
		cancel  time.Duration // by the caller; 0: never
		takes   time.Duration
		kind    error
	}{
		{"default", 0, 0, defaultConnectTimeout, ErrTimeout},
		{"set", time.Second, 0, time.Second, ErrTimeout},
		{"caller first", 0, time.Second, time.Second, context.Canceled},
		{"caller only", -1, time.Hour, time.Hour, context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.cancel > 0 {
					time.AfterFunc(tt.cancel, cancel)
				}
				start := time.Now()
				_, err := WebSocket{Address: address, ConnectTimeout: tt.timeout, Native: NativeWebSocket{dial: silent}}.Connect(ctx, ignore)
				require.ErrorIs(t, err, tt.kind)
				assert.Equal(t, tt.takes, time.Since(start))
			})
		})
	}
}

// A server that accepts the connection but does not answer the HTTP request.
func TestWebSocketHandshakeTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		never := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		_, err := inProcess(t, never).Connect(t.Context(), ignore)
		require.ErrorIs(t, err, ErrTimeout)
		assert.ErrorContains(t, err, "no connection within 10s")
	})
}
