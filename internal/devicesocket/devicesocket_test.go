//go:build !js

package devicesocket_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/devicesocket"
)

// soon bounds what a test waits for.
const soon = 20 * time.Second

const helloOne = `{"identifier":"One","address":"1","version":0}`

var wanted = device.Wanted{Needs: device.Needs{{device.Tx}}}

// lab is a Scanner that listens.
type lab struct {
	t       *testing.T
	scanner *devicesocket.Scanner
	address string
	logged  chan string
}

func newLab(t *testing.T, o devicesocket.Options) *lab {
	l := &lab{t: t, logged: make(chan string, 64)}
	o.Log = func(line string) { l.logged <- line }
	l.scanner = devicesocket.New(o)
	server := httptest.NewServer(l.scanner)
	l.address = server.URL
	t.Cleanup(func() {
		assert.NoError(t, l.scanner.Close())
		server.Close()
	})
	return l
}

// connect is a device that connects and tells hello. It reads in the background.
func (l *lab) connect(hello string, header ...string) (ws *websocket.Conn, received <-chan string) {
	l.t.Helper()
	o := &websocket.DialOptions{HTTPHeader: http.Header{}}
	if len(header) > 0 {
		o.HTTPHeader.Set("Origin", header[0])
	}
	ws, _, err := websocket.Dial(l.t.Context(), l.address, o)
	require.NoError(l.t, err)
	l.t.Cleanup(func() { _ = ws.CloseNow() })
	require.NoError(l.t, ws.Write(l.t.Context(), websocket.MessageText, []byte(hello)))
	messages := make(chan string, 64)
	go func() {
		defer close(messages)
		for {
			kind, data, err := ws.Read(context.Background())
			if err != nil {
				messages <- websocket.CloseStatus(err).String()
				return
			}
			messages <- kind.String() + " " + string(data)
		}
	}()
	return ws, messages
}

func (l *lab) scan() <-chan device.Peripheral {
	found := make(chan device.Peripheral, 16)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- l.scanner.Scan(ctx, func() {}, func(p device.Peripheral) { found <- p }) }()
	l.t.Cleanup(func() { cancel(); assert.NoError(l.t, <-ended) })
	return found
}

func receive[T any](t *testing.T, from <-chan T) (value T) {
	t.Helper()
	select {
	case value = <-from:
	case <-time.After(soon):
		t.Fatal("it took too long")
	}
	return value
}

func (l *lab) link(p device.Peripheral) device.Link {
	l.t.Helper()
	link, err := p.Connect(l.t.Context(), wanted)
	require.NoError(l.t, err)
	return link
}

func TestDevicesAreFoundAndDriven(t *testing.T) {
	l := newLab(t, devicesocket.Options{})
	ws, received := l.connect(`{"identifier":"One","address":"1","version":0,"more":[]}`)
	assert.Contains(t, receive(t, l.logged), `the device "One" at "1" has connected`)
	found := l.scan()
	p := receive(t, found)
	assert.Equal(t, device.Advertisement{Address: "1", Name: "One", ManufacturerData: []device.ManufacturerData{}, Services: []string{}}, p.Advertisement())
	l.connect(`{"identifier":"Two","address":"2","version":0}`)
	assert.Equal(t, "Two", receive(t, found).Advertisement().Name, "one that connects while there is a scan")

	_, err := p.Connect(t.Context(), device.Wanted{Needs: device.Needs{{device.TxMode}}})
	assert.ErrorAs(t, err, new(*device.MissingError))
	link := l.link(p)
	_, err = p.Connect(t.Context(), wanted)
	assert.ErrorIs(t, err, device.ErrNotAllowed)
	require.NoError(t, link.Write(t.Context(), device.Tx, []byte("L0500\n"), false))
	assert.Equal(t, "MessageBinary L0500\n", receive(t, received))
	link.WriteNow(device.Tx, []byte("DSTOP\n"), false, nil)
	assert.Equal(t, "MessageBinary DSTOP\n", receive(t, received))
	notified := make(chan string, 16)
	require.NoError(t, link.Subscribe(t.Context(), device.Rx, func(data []byte) { notified <- string(data) }))
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte("a")))
	require.NoError(t, ws.Write(t.Context(), websocket.MessageBinary, []byte("b")))
	assert.Equal(t, "a", receive(t, notified))
	assert.Equal(t, "b", receive(t, notified))
	require.NoError(t, link.Unsubscribe(t.Context(), device.Rx))

	assert.ErrorIs(t, link.Write(t.Context(), device.TxMode, nil, false), device.ErrNoEndpoint)
	assert.ErrorIs(t, link.Subscribe(t.Context(), device.Tx, nil), device.ErrNoEndpoint)
	_, err = link.Read(t.Context(), device.Rx)
	assert.ErrorIs(t, err, device.ErrUnsupported)

	require.NoError(t, link.Close())
	receive(t, link.Done())
	assert.Equal(t, "StatusNormalClosure", receive(t, received))
	assert.ErrorIs(t, link.Write(t.Context(), device.Tx, nil, false), device.ErrDisconnected)
}

func TestWhoWantsItIsToldOfDevices(t *testing.T) {
	told, ended := make(chan string, 16), make(chan error, 1)
	l := newLab(t, devicesocket.Options{Connected: func(ctx context.Context, p device.Peripheral) error {
		told <- p.Advertisement().Name
		<-ctx.Done()
		ended <- ctx.Err()
		return ctx.Err()
	}})
	ws, _ := l.connect(helloOne)
	assert.Equal(t, "One", receive(t, told))
	require.NoError(t, ws.CloseNow())
	assert.ErrorIs(t, receive(t, ended), context.Canceled)
}

// A device that is not used learns from the log why.
func TestWhyADeviceIsNotUsed(t *testing.T) {
	var refuse error
	l := newLab(t, devicesocket.Options{
		HelloTimeout: time.Second, Connected: func(context.Context, device.Peripheral) error { return refuse },
	})
	l.connect(helloOne)
	require.Contains(t, receive(t, l.logged), "has connected")
	assert.Contains(t, receive(t, l.logged), `the device "One" at "1" is not used: there is one with this address already`)
	refuse = errors.New("unknown")
	l.connect(`{"identifier":"Two","address":"2","version":0}`)
	require.Contains(t, receive(t, l.logged), "has connected")
	assert.Equal(t, "unknown", receive(t, l.logged))
}

// What is written at the last moment arrives in its order.
func TestWritesOfTheLastMoment(t *testing.T) {
	l := newLab(t, devicesocket.Options{})
	_, received := l.connect(helloOne)
	link := l.link(receive(t, l.scan()))
	for i := range 30 {
		link.WriteNow(device.Tx, []byte(strconv.Itoa(i)), false, func(err error) { assert.NoError(t, err) })
	}
	for i := range 30 {
		require.Equal(t, "MessageBinary "+strconv.Itoa(i), receive(t, received))
	}
	failed := make(chan error, 1)
	link.WriteNow(device.TxMode, nil, false, func(err error) { failed <- err })
	assert.ErrorIs(t, receive(t, failed), device.ErrNoEndpoint)
	require.NoError(t, link.Close())
	link.WriteNow(device.Tx, nil, false, func(err error) { failed <- err })
	assert.ErrorIs(t, receive(t, failed), device.ErrDisconnected)
}

// Those who say nothing make room for those who do.
func TestThereIsABoundOnThoseWhoSayNothing(t *testing.T) {
	l := newLab(t, devicesocket.Options{HelloTimeout: time.Hour})
	var first *websocket.Conn
	for range 65 {
		ws, _, err := websocket.Dial(t.Context(), l.address, nil)
		require.NoError(t, err)
		defer ws.CloseNow()
		if first == nil {
			first = ws
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	_, _, err := first.Read(ctx)
	require.Error(t, err)
	assert.NoError(t, ctx.Err(), "the connection is still there")
	assert.Contains(t, receive(t, l.logged), "refused a device")
	l.connect(helloOne)
	for line := ""; !strings.Contains(line, "has connected"); line = receive(t, l.logged) {
	}
}

func TestADeviceThatConnectsAgain(t *testing.T) {
	l := newLab(t, devicesocket.Options{})
	ws, received := l.connect(helloOne)
	p := receive(t, l.scan())
	link := l.link(p)
	second, _ := l.connect(helloOne)
	receive(t, link.Done())
	assert.Equal(t, "StatusNormalClosure", receive(t, received), "the new connection replaces the other")
	link = l.link(p)
	_ = second.CloseNow()
	receive(t, link.Done())

	type result struct {
		link device.Link
		err  error
	}
	results := make(chan result)
	go func() {
		link, err := p.Connect(t.Context(), wanted)
		results <- result{link, err}
	}()
	l.connect(helloOne)
	r := receive(t, results)
	require.NoError(t, r.err, "it is waited for")
	require.NoError(t, r.link.Close())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := p.Connect(ctx, wanted)
	assert.ErrorIs(t, err, device.ErrDisconnected)
	_ = ws
}

func TestDevicesThatTellNonsense(t *testing.T) {
	for hello, want := range map[string]string{
		`{"identifier":"One"`:                             "a device tells first, as text, what it is",
		`["One"]`:                                         "a device tells first",
		`{"identifier":"One","address":"1"}`:              "a device tells first",
		`{"identifier":"","address":"1","version":0}`:     "the identifier has 0 bytes; it must have from 1 to 256",
		`{"identifier":"One","address":"1","version":1}`:  "the version is 1; only 0 is known",
		`{"identifier":"One","address":"1","version":-1}`: "the version is -1",
		`{"identifier":"One","address":"` + strings.Repeat("1", 257) + `","version":0}`: "the address has 257 bytes",
		strings.Repeat(" ", 5000): "a device tells first",
	} {
		l := newLab(t, devicesocket.Options{})
		_, received := l.connect(hello)
		assert.Contains(t, receive(t, l.logged), want, hello)
		assert.Contains(t, []string{"StatusPolicyViolation", "StatusMessageTooBig"}, receive(t, received))
	}
	l := newLab(t, devicesocket.Options{HelloTimeout: time.Millisecond})
	_, _, err := websocket.Dial(t.Context(), l.address, nil)
	require.NoError(t, err)
	assert.Contains(t, receive(t, l.logged), "deadline exceeded", "one that tells nothing")
}

func TestPagesMustBeAllowed(t *testing.T) {
	l := newLab(t, devicesocket.Options{Origins: []string{"https://sim.example/"}})
	l.connect(helloOne, "https://sim.example")
	assert.Contains(t, receive(t, l.logged), "has connected")
	_, response, err := websocket.Dial(t.Context(), l.address, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://evil.example"}}})
	require.Error(t, err)
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
	assert.Contains(t, receive(t, l.logged), `refused a page from "https://evil.example"`)
	answer, err := http.Get(l.address)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUpgradeRequired, answer.StatusCode)
	require.NoError(t, answer.Body.Close())
}

func TestADeviceThatDoesNotAnswerIsGone(t *testing.T) {
	l := newLab(t, devicesocket.Options{Ping: 20 * time.Millisecond})
	ws, _, err := websocket.Dial(t.Context(), l.address, nil) // it does not read, so it does not answer pings
	require.NoError(t, err)
	defer ws.CloseNow()
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(helloOne)))
	link := l.link(receive(t, l.scan()))
	receive(t, link.Done())
}

func TestThereIsABound(t *testing.T) {
	l := newLab(t, devicesocket.Options{})
	for i := range 64 {
		l.connect(`{"identifier":"One","address":"` + strconv.Itoa(1000+i) + `","version":0}`)
		require.Contains(t, receive(t, l.logged), "has connected")
	}
	_, received := l.connect(helloOne)
	assert.Contains(t, receive(t, l.logged), "there are 64 devices already")
	assert.Equal(t, "StatusTryAgainLater", receive(t, received))
}

func TestClose(t *testing.T) {
	l := newLab(t, devicesocket.Options{})
	_, received := l.connect(helloOne)
	require.Contains(t, receive(t, l.logged), "has connected")
	require.NoError(t, l.scanner.Close())
	assert.Equal(t, "StatusNormalClosure", receive(t, received))
	_, response, err := websocket.Dial(t.Context(), l.address, nil)
	require.Error(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, response.StatusCode)
}
