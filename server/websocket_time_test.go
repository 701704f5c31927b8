//go:build !js

package server

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/message"
)

// pipes is a net.Listener whose connections stay within a synctest bubble. They have no
// buffer: what the other side does not read is not written.
type pipes struct {
	waiting chan net.Conn
	ctx     context.Context // ends with Close
	cancel  context.CancelFunc
}

func newPipes() *pipes {
	p := &pipes{waiting: make(chan net.Conn)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.ctx.Done():
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.cancel(); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// icy is a client's end of a pipe whose program may freeze: then it reads nothing any more.
type icy struct {
	net.Conn
	frozen, closed context.Context
	freeze, end    context.CancelFunc
}

func (c *icy) Read(p []byte) (int, error) {
	n, err := 0, error(nil)
	if c.frozen.Err() == nil {
		n, err = c.Conn.Read(p)
	}
	if c.frozen.Err() != nil {
		<-c.closed.Done()
		return 0, net.ErrClosed
	}
	return n, err
}

func (c *icy) Close() error {
	c.end()
	return c.Conn.Close()
}

// pipeBench is a server with one toy behind WebSockets, in virtual time.
type pipeBench struct {
	*bench
	toy   *fakeToy
	web   *handler
	at    *pipes
	ended sync.WaitGroup // connections

	clients []*pipeClient
}

func inPipeBubble(t *testing.T, ho HandlerOptions, test func(t *testing.T, b *pipeBench)) {
	t.Helper()
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, inner *bench) {
		b := &pipeBench{bench: inner, toy: toy, at: newPipes()}
		b.t = t
		ho.Connections, ho.Log = &b.ended, b.srv.options.Log
		b.web = b.srv.Handler(ho).(*handler)
		s := &http.Server{Handler: b.web}
		served := make(chan error)
		go func() { served <- s.Serve(b.at) }()
		defer func() {
			assert.NoError(t, b.srv.Close())
			b.ended.Wait()
			for _, c := range b.clients {
				_ = c.ws.CloseNow()
				c.icy.end()
				for range c.frames {
				}
			}
			assert.NoError(t, s.Close())
			<-served
		}()
		test(t, b)
	})
}

// pipeClient is a client that reads, and so answers pings, until it freezes.
type pipeClient struct {
	*icy
	t      *testing.T
	ws     *websocket.Conn
	frames chan string
	end    error        // once frames is closed
	pause  atomic.Int64 // after each frame
}

func (b *pipeBench) dial() *pipeClient {
	b.t.Helper()
	c := &pipeClient{t: b.t, frames: make(chan string, 1<<12)}
	connect := func(ctx context.Context, _, _ string) (net.Conn, error) {
		mine, theirs := net.Pipe()
		c.icy = &icy{Conn: mine}
		c.frozen, c.freeze = context.WithCancel(context.Background())
		c.closed, c.icy.end = context.WithCancel(context.Background())
		b.at.waiting <- theirs
		return c.icy, nil
	}
	ws, _, err := websocket.Dial(b.t.Context(), "ws://127.0.0.1/", &websocket.DialOptions{
		HTTPClient: &http.Client{Transport: &http.Transport{DialContext: connect}},
	})
	require.NoError(b.t, err)
	c.ws = ws
	b.clients = append(b.clients, c)
	go func() {
		defer close(c.frames)
		for {
			_, frame, err := ws.Read(context.Background())
			if c.end = err; err != nil {
				return
			}
			c.frames <- string(frame)
			time.Sleep(time.Duration(c.pause.Load()))
		}
	}()
	return c
}

func (c *pipeClient) send(frame string) {
	c.t.Helper()
	require.NoError(c.t, c.ws.Write(c.t.Context(), websocket.MessageText, []byte(frame)))
}

// vibrating is a client that has the toy vibrate.
func (b *pipeBench) vibrating() *pipeClient {
	b.t.Helper()
	c := b.dial()
	c.send(hello + `[{"StartScanning":{"Id":2}}]`)
	synctest.Wait()
	c.send(`[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":7}}}}]`)
	synctest.Wait()
	require.Equal(b.t, []string{"0 Vibrate 7"}, b.toy.took())
	return c
}

// untilStopped measures how long the toy keeps going.
func (b *pipeBench) untilStopped() time.Duration {
	b.t.Helper()
	begin := time.Now()
	for {
		synctest.Wait()
		if took := b.toy.took(); len(took) > 0 {
			require.Contains(b.t, took, "0 Vibrate 0")
			return time.Since(begin)
		}
		require.Less(b.t, time.Since(begin), time.Minute)
		time.Sleep(10 * time.Millisecond)
	}
}

// A client that freezes keeps its toy going for 10 s at most, whatever it did before.
func TestFrozenClientIsStoppedInTime(t *testing.T) {
	ping := func(c *pipeClient) { c.send(pingFrame); <-c.frames }
	for name, before := range map[string]func(c *pipeClient){
		"at once": func(*pipeClient) {},
		"after traffic": func(c *pipeClient) {
			for range 25 {
				time.Sleep(700 * time.Millisecond)
				ping(c)
			}
		},
		"after a long silence":           func(*pipeClient) { time.Sleep(10 * time.Minute) },
		"just before it would be asked":  func(*pipeClient) { time.Sleep(3300 * time.Millisecond) },
		"just after it was asked":        func(*pipeClient) { time.Sleep(3400 * time.Millisecond) },
		"while its answers are not read": func(c *pipeClient) { c.freeze(); c.send(many(1000)) },
	} {
		t.Run(name, func(t *testing.T) {
			inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
				c := b.vibrating()
				before(c)
				require.Empty(t, b.toy.took(), "still alive")
				c.freeze()
				took := b.untilStopped()
				assert.LessOrEqual(t, took, defaultIdleTimeout)
				assert.Greater(t, took, defaultIdleTimeout/2, "a client may be slow")
				b.ended.Wait()
			})
		})
	}
}

func TestHandshakeHasATimeout(t *testing.T) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		begin := time.Now()
		c := b.dial() // answers pings
		frame := <-c.frames
		assert.Equal(t, defaultHandshakeTimeout, time.Since(begin))
		assert.Contains(t, frame, `[{"Error":{"Id":0,"ErrorMessage":"No RequestServerInfo came within 5s. Connect again and send it at once.","ErrorCode":1}}]`)
		_, open := <-c.frames
		assert.False(t, open)
		assert.Equal(t, websocket.StatusPolicyViolation, websocket.CloseStatus(c.end))
		b.ended.Wait()

		c = b.vibrating()
		time.Sleep(time.Hour)
		assert.Empty(t, b.toy.took(), "who has shaken hands may stay")
	})
}

// One that made room for others is gone soon, though it reads nothing: they may come faster than
// such can be waited for, and each costs memory.
func TestConnectionThatMadeRoomIsGoneSoon(t *testing.T) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		oldest := b.dial()
		synctest.Wait() // until the server knows it
		oldest.freeze()
		for range minGreeting {
			b.dial()
		}
		time.Sleep(crowdedTimeout + time.Millisecond)
		synctest.Wait()
		require.ErrorIs(t, oldest.SetReadDeadline(time.Time{}), io.ErrClosedPipe)
	})
}

// Clients that read nothing do not hold up the end of the server.
func TestShutdownDoesNotWaitForClientsThatDoNotRead(t *testing.T) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		reading, frozen, waiting := b.vibrating(), b.dial(), b.dial()
		frozen.send(hello)
		synctest.Wait()
		frozen.freeze()
		frozen.send("[" + strings.Repeat(`{"RequestDeviceList":{"Id":2}},`, 1000) + `{"Ping":{"Id":2}}]`)
		synctest.Wait()

		begin := time.Now()
		require.NoError(t, b.srv.Close())
		assert.Equal(t, []string{"0 Vibrate 0"}, b.toy.took()[:1])
		assert.Zero(t, time.Since(begin), "toys do not wait for clients")
		b.ended.Wait()
		assert.LessOrEqual(t, time.Since(begin), 2*time.Second)
		for _, c := range []*pipeClient{reading, waiting} {
			for range c.frames {
			}
			assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(c.end))
			assert.ErrorContains(t, c.end, "the server is shutting down")
		}
	})
}

// A client that reads slowly can't answer pings, which lie behind what it was sent; it is
// kept as long as it reads.
func TestSlowClientIsKept(t *testing.T) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		c := b.vibrating()
		c.pause.Store(int64(2 * time.Second))
		c.send(many(1000))
		c.send(many(1000))
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		assert.Empty(t, b.toy.took())
		c.freeze()
		assert.LessOrEqual(t, b.untilStopped(), defaultIdleTimeout)
	})
}

// A burst of requests slows a client down; it is not given up as long as it reads.
func TestBurst(t *testing.T) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		c := b.dial()
		c.send(hello)
		require.Contains(t, <-c.frames, "ServerInfo")
		const frames, each = 10, 1000
		go func() {
			for range frames {
				if !assert.NoError(t, c.ws.Write(t.Context(), websocket.MessageText, []byte(many(each)))) {
					return
				}
			}
		}()
		most := 0
		for range frames * each {
			require.Equal(t, okFrame, <-c.frames)
			b.web.queues.mu.Lock()
			most = max(most, b.web.queues.used)
			b.web.queues.mu.Unlock()
		}
		assert.LessOrEqual(t, most, queueRoom+each*weight(&message.Ok{}), "the next frame is read when there is room")
		synctest.Wait()
		assert.Empty(t, c.frames)
	})
}

func TestClientThatDoesNotReadIsGivenUp(t *testing.T) {
	const timeout = 50 * time.Millisecond
	inPipeBubble(t, HandlerOptions{WriteTimeout: timeout, IdleTimeout: time.Hour}, func(t *testing.T, b *pipeBench) {
		reads, frozen := b.vibrating(), b.dial()
		frozen.send(hello)
		<-frozen.frames
		begin := time.Now()
		frozen.freeze()
		frozen.send(many(10)) // it was reading, so the first answer goes through
		time.Sleep(timeout - 1)
		synctest.Wait()
		assert.Equal(t, 2, b.srv.Clients(), "it may be slow")
		time.Sleep(1)
		synctest.Wait()
		assert.Equal(t, 1, b.srv.Clients())
		assert.Equal(t, timeout, time.Since(begin))
		assert.Contains(t, strings.Join(b.logged(), "\n"), "the client does not read what it is sent")
		assert.Empty(t, b.toy.took(), "others go on")
		reads.send(pingFrame)
	})
}

// Nonsense is answered, but one who sends much of it does not keep the server busy.
func TestNonsenseIsSlowedDown(t *testing.T) {
	for _, hello := range []string{hello, helloV3} {
		nonsenseIsSlowedDown(t, hello)
	}
}

func nonsenseIsSlowedDown(t *testing.T, hello string) {
	inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
		c := b.dial()
		c.send(hello)
		<-c.frames
		begin := time.Now()
		for _, tt := range []struct {
			frame string
			times int
			takes time.Duration
		}{
			{pingFrame, 1000, 0},
			{"nonsense", nonsenseBurst, 0},
			{"nonsense", 100, 100 * nonsenseEvery},
			{pingFrame, 1000, 0},
		} {
			for range tt.times {
				c.send(tt.frame)
				<-c.frames
			}
			c.send(pingFrame)
			<-c.frames
			assert.InDelta(t, tt.takes, time.Since(begin), float64(nonsenseEvery), tt.frame)
			begin = time.Now()
		}
	})
}

// many is a frame of pings.
func many(n int) string {
	return "[" + strings.Repeat(`{"Ping":{"Id":2}},`, n-1) + `{"Ping":{"Id":2}}]`
}
