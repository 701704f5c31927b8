//go:build !js

package devicesocket

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/stream"
)

// DefaultPort is the port that devices expect.
const DefaultPort = 54817

// Bounds on what devices may do.
const (
	maxDevices = 64
	maxText    = 256     // bytes of an identifier or an address
	maxMessage = 4 << 10 // bytes of a message
)

// Bounds on what waits.
const (
	maxGreeting = 64 // connections that have not told what they are
	maxNow      = 32 // writes of WriteNow
)

// closeTimeout bounds how long a device takes to agree that the connection ends.
const closeTimeout = time.Second

// Options of New. The zero value of each field is usable.
type Options struct {
	// Origins are the origins of web pages that may be devices, "https://example.org" for
	// example; "*" lets in every page there is. Programs are no pages and need none.
	Origins []string
	// HelloTimeout bounds how long a device takes to tell what it is. 0: 5 s.
	HelloTimeout time.Duration
	// WriteTimeout bounds how long a device takes to take a message. 0: 5 s.
	WriteTimeout time.Duration
	// Ping is how often a device is asked whether it is still there; it has as long to
	// answer. 0: 10 s.
	Ping time.Duration
	// Connected is called, in the background, when a device has connected, so that it need
	// not be scanned for. Ctx ends with the connection. Its error is logged. May be nil.
	Connected func(ctx context.Context, p device.Peripheral) error
	// Log takes a line when a device connects, is refused or leaves. May be nil. It must
	// not block.
	Log func(line string)
}

func (o *Options) complete() {
	for d, otherwise := range map[*time.Duration]time.Duration{
		&o.HelloTimeout: 5 * time.Second, &o.WriteTimeout: 5 * time.Second, &o.Ping: 10 * time.Second,
	} {
		if *d <= 0 {
			*d = otherwise
		}
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
}

// ServeHTTP implements http.Handler: a device connects.
func (s *Scanner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Browsers put the origin of the page into every request for a WebSocket. Without a
	// check, any page that a user visits could pretend to be their toy.
	if origins := r.Header.Values("Origin"); len(origins) > 0 && !s.allows(origins) {
		origin := strconv.Quote(strings.Join(origins, ", "))
		s.options.Log("refused a page from " + origin[:min(len(origin), maxText)] + " as a device; its origin is not allowed (gobuttplug serve: --allow-origin)")
		http.Error(w, "This page may not be a device. If you trust it, add its origin to the allowed ones (gobuttplug serve: --allow-origin ORIGIN).", http.StatusForbidden)
		return
	}
	if !s.enter() {
		http.Error(w, "The server is shutting down.", http.StatusServiceUnavailable)
		return
	}
	defer s.open.Done()
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		w.Header().Set("Upgrade", "websocket")
		w.Header().Set("Connection", "Upgrade")
		http.Error(w, "Devices connect to this address by WebSocket. Games connect to the port of the Buttplug server.", http.StatusUpgradeRequired)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // the origin was checked above
		CompressionMode:    websocket.CompressionDisabled,
	})
	if err != nil {
		s.options.Log(r.RemoteAddr + ": " + err.Error())
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(maxMessage)
	greeted := s.greeted(ws)
	hello, err := s.greet(ws)
	if err != nil {
		s.options.Log(r.RemoteAddr + ": refused a device: " + err.Error())
		_ = ws.Close(websocket.StatusPolicyViolation, err.Error()[:min(len(err.Error()), 120)])
	}
	greeted()
	if err != nil {
		return
	}
	c := newSocket(ws, &s.options)
	name := strconv.Quote(hello.Identifier) + " at " + strconv.Quote(hello.Address)
	p := s.add(hello, c)
	if p == nil {
		s.options.Log("refused the device " + name + ": there are " + strconv.Itoa(maxDevices) + " devices already")
		_ = ws.Close(websocket.StatusTryAgainLater, "too many devices")
		return
	}
	s.options.Log("the device " + name + " has connected")
	if s.options.Connected != nil {
		c.start(func() { s.offer(c, p, name) })
	}
	c.run()
	s.remove(hello.Address, c)
	s.options.Log("the device " + name + " has disconnected")
}

// offer has the program use a device, and tells why it does not.
func (s *Scanner) offer(c *socket, p *peripheral, name string) {
	ctx, cancel := context.WithCancel(c.ctx)
	defer cancel()
	c.start(func() {
		select {
		case <-c.Done():
			cancel()
		case <-ctx.Done():
		}
	})
	if err := s.options.Connected(ctx, p); err != nil {
		if c.Alive() {
			s.options.Log(err.Error())
		}
		return
	}
	timer := time.NewTimer(s.options.HelloTimeout) // one that has come back is taken by whoever waits for it
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.Done():
		return
	}
	if !c.used.Load() {
		s.options.Log("the device " + name + " is not used: there is one with this address already, by Bluetooth for example. " +
			"Give it an address of its own")
	}
}

// greeted takes note of a connection that has yet to tell what it is. The one that has said
// nothing for longest makes room for one too many, so that such can't lock others out.
func (s *Scanner) greeted(ws *websocket.Conn) (done func()) {
	var oldest *websocket.Conn
	s.mu.Lock()
	if len(s.greeting) >= maxGreeting {
		oldest, s.greeting = s.greeting[0], s.greeting[1:]
	}
	s.greeting = append(s.greeting, ws)
	s.mu.Unlock()
	if oldest != nil {
		_ = oldest.CloseNow() // it may be gone
	}
	return func() {
		s.mu.Lock()
		s.greeting = slices.DeleteFunc(s.greeting, func(other *websocket.Conn) bool { return other == ws })
		s.mu.Unlock()
	}
}

func (s *Scanner) allows(origins []string) bool {
	return len(origins) == 1 && slices.ContainsFunc(s.options.Origins, func(allowed string) bool {
		return allowed == "*" || strings.EqualFold(strings.TrimSuffix(allowed, "/"), origins[0])
	})
}

// enter counts a connection, unless the scanner is closed.
func (s *Scanner) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.open.Add(1)
	}
	return !s.closed
}

// hello is what a device tells first.
type hello struct {
	Identifier string `json:"identifier"`
	Address    string `json:"address"`
	Version    *int64 `json:"version"`
}

// helloForm is what a device is told that said something else.
const helloForm = `a device tells first, as text, what it is: {"identifier": "NAME", "address": "ID", "version": 0}`

func (s *Scanner) greet(ws *websocket.Conn) (*hello, error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.options.HelloTimeout)
	defer cancel()
	kind, text, err := ws.Read(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s (%w)", helloForm, err)
	}
	if kind != websocket.MessageText {
		return nil, errors.New(helloForm)
	}
	return readHello(text)
}

func readHello(text []byte) (*hello, error) {
	h := &hello{}
	if json.Unmarshal(text, h) != nil || h.Version == nil {
		return nil, errors.New(helloForm)
	}
	for name, value := range map[string]string{"identifier": h.Identifier, "address": h.Address} {
		if value == "" || len(value) > maxText {
			return nil, fmt.Errorf("the %s has %d bytes; it must have from 1 to %d", name, len(value), maxText)
		}
	}
	if *h.Version != 0 {
		return nil, fmt.Errorf("the version is %d; only 0 is known", *h.Version)
	}
	return h, nil
}

// socket is the connection of a device. Its End does not wait for the end.
type socket struct {
	*stream.Base
	options *Options
	ws      *websocket.Conn
	used    atomic.Bool     // it is somebody's link
	now     chan func()     // what WriteNow writes, in order
	ctx     context.Context // ends when the connection has ended

	mu    sync.Mutex
	ended bool           // nothing new is started
	work  sync.WaitGroup // what goes on in the background; see start
}

var _ device.Link = (*socket)(nil)

func newSocket(ws *websocket.Conn, o *Options) *socket {
	ctx, cancel := context.WithCancel(context.Background())
	c := &socket{options: o, ws: ws, now: make(chan func(), maxNow), ctx: ctx}
	c.Base = stream.NewBase("a WebSocket device", func() {
		c.start(func() {
			defer time.AfterFunc(closeTimeout, func() { _ = ws.CloseNow() }).Stop()
			_ = ws.Close(websocket.StatusNormalClosure, "") // it ends in any case
			cancel()
		})
	})
	return c
}

// run reads until the connection ends.
func (c *socket) run() {
	c.start(c.ping)
	c.start(c.writeNow)
	for {
		_, data, err := c.ws.Read(c.ctx)
		if err != nil {
			break
		}
		c.Hear(data)
	}
	c.End()
	c.mu.Lock()
	c.ended = true
	c.mu.Unlock()
	c.work.Wait()
}

// start does something in the background, unless the connection has ended.
func (c *socket) start(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.work.Go(f)
	}
}

// ping ends the connection when the device does not answer any more.
func (c *socket) ping() {
	ticker := time.NewTicker(c.options.Ping)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-c.Done():
			return
		}
		ctx, cancel := context.WithTimeout(c.ctx, c.options.Ping)
		err := c.ws.Ping(ctx)
		cancel()
		if err != nil {
			c.End()
			return
		}
	}
}

func (c *socket) Write(ctx context.Context, to device.Endpoint, data []byte, _ bool) error {
	if err := c.Check(to); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	// A message that is cut off ends the connection, so it does not end with ctx.
	ctx, cancel := context.WithTimeout(c.ctx, c.options.WriteTimeout)
	defer cancel()
	err := c.ws.Write(ctx, websocket.MessageBinary, data)
	switch {
	case err == nil:
		return nil
	case c.Alive() && ctx.Err() != nil:
		c.End()
		return c.Fail("write to", device.ErrTimeout)
	}
	return c.Fail("write to", fmt.Errorf("%w (%w)", device.ErrDisconnected, err))
}

func (c *socket) WriteNow(to device.Endpoint, data []byte, response bool, failed func(error)) {
	write := func() {
		if err := c.Write(context.Background(), to, data, response); err != nil {
			failed(err)
		}
	}
	if !c.Alive() {
		failed(c.Fail("write to", device.ErrDisconnected))
		return
	}
	select {
	case c.now <- write:
	default: // it takes nothing
		failed(c.Fail("write to", device.ErrTimeout))
	}
}

// writeNow does what WriteNow was asked for.
func (c *socket) writeNow() {
	for {
		select {
		case write := <-c.now:
			write()
		case <-c.Done():
			return
		}
	}
}

// Close does not wait until the device has been told; Scanner.Close does.
func (c *socket) Close() error {
	c.End()
	return nil
}
