package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// step is what is done when a fault comes.
type step string

const (
	chooser          step = "chooser"
	connects         step = "connect"
	discovers        step = "discovery"
	handshakeWrites  step = "handshake write"
	handshakeReplies step = "handshake reply"
	outputs          step = "output write"
	stops            step = "stop write"
	reads            step = "read"
	subscribes       step = "subscribe"
	notifies         step = "notification"
	idles            step = "idle"
	reconnects       step = "reconnect"
)

var faultSteps = []step{
	chooser, connects, discovers, handshakeWrites, handshakeReplies, outputs, stops, reads, subscribes, notifies, idles, reconnects,
}

// fault is what goes wrong.
type fault string

const (
	fails       fault = "error"
	noAnswer    fault = "hang"
	disconnects fault = "disconnect"
	garbage     fault = "garbage"
	late        fault = "late"
	adapterOff  fault = "adapter off"
	pageHidden  fault = "page hidden"
	serverGone  fault = "server gone"
)

var faults = []fault{fails, noAnswer, disconnects, garbage, late, adapterOff, pageHidden, serverGone}

var kinds = []*toyKind{&simulatedKind, &lovenseKind, &honeyKind}

// faultRun is one cell of the matrix: a server, a client, a toy, and a fault.
type faultRun struct {
	t      *testing.T
	kind   *toyKind
	radio  *radio
	toy    *emulatedToy
	srv    *Server
	client *client.Client
	limits *device.Limits

	subscribed bool // the client was told so

	mu      sync.Mutex
	answers []string // to what the client asked
	events  []string // that it was told
	closing sync.WaitGroup
}

// words are what errors are called in the matrix. The first that fits counts.
var words = []struct {
	is   error
	word string
}{
	{client.ErrReconnecting, "reconnecting"},
	{client.ErrGivenUp, "given up"},
	{device.ErrNotResponding, "not responding"},
	{device.ErrLeft, "page hidden"},
	{webbluetooth.ErrNoAdapter, "no adapter"},
	{webbluetooth.ErrUnreachable, "unreachable"},
	{worker.ErrEmptyReading, "empty answer"},
	{device.ErrNoEndpoint, "lacks a characteristic"},
	{device.ErrTimeout, "timeout"},
	{client.ErrTimeout, "timeout"},
	{device.ErrNotAllowed, "not allowed"},
	{errUnknownToy, "unknown toy"},
	{protocol.ErrUnexpectedReply, "unexpected answer"},
	{errGATT, "GATT error"},
	{device.ErrDisconnected, "disconnected"},
	{client.ErrDeviceGone, "gone"},
	{client.ErrNotConnected, "not connected"},
	{client.ErrClosed, "closed"},
}

func word(err error) string {
	for _, one := range words {
		if errors.Is(err, one.is) {
			return one.word
		}
	}
	return "without a cause: " + err.Error()
}

func answer(err error) string {
	if err == nil {
		return "Ok"
	}
	return "refused: " + word(err)
}

func (r *faultRun) tell(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, text)
}

// heard is what the client was told since the last call: answers, then events. What comes
// several times in a row is told once.
func (r *faultRun) heard() string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	told := strings.Join(slices.Compact(r.answers), ", ")
	if len(r.answers)*len(r.events) > 0 {
		told += "; "
	}
	told += rounds(slices.Compact(r.events))
	r.answers, r.events = nil, nil
	return told
}

// rounds tells events, with those that begin with the same few again and again as a count.
func rounds(events []string) string {
	for length := 2; length <= len(events)/2; length++ {
		n := 1
		for rest := events[length:]; len(rest) >= length && slices.Equal(rest[:length], events[:length]); rest = rest[length:] {
			n++
		}
		if n > 1 {
			text := fmt.Sprint(n, " × (", strings.Join(events[:length], ", "), ")")
			if rest := events[n*length:]; len(rest) > 0 {
				text += ", " + strings.Join(rest, ", ")
			}
			return text
		}
	}
	return strings.Join(events, ", ")
}

var builtin = catalog.Builtin(protocol.All().Has)

// serve starts a server with a client.
func (r *faultRun) serve() {
	r.limits = device.NewLimits()
	r.srv = New(Options{
		Catalog: r.toy.catalog(builtin), Protocols: protocol.All(), Scanners: []device.Scanner{r.radio}, UserLimits: r.limits,
	})
	r.client = client.New(client.Options{Name: "faults"})
	r.client.OnDeviceAdded(func(*client.Device) { r.tell("added") })
	r.client.OnDeviceRemoved(func(*client.Device) { r.tell("removed") })
	r.client.OnDeviceReconnecting(func(*client.Device, client.Attempt) { r.tell("away") })
	r.client.OnDeviceReconnected(func(*client.Device) { r.tell("back") })
	r.client.OnError(func(err error) { r.tell("error: " + word(err)) })
	r.client.OnServerDisconnect(func(error) { r.tell("session ended") })
	r.client.OnInputReading(func(one client.Reading) { r.tell(fmt.Sprint("reading ", one.Value)) })
	require.NoError(r.t, r.client.Connect(context.Background(), r.srv.Connector()))
}

func (r *faultRun) close() {
	r.closing.Wait()
	require.NoError(r.t, r.srv.Close())
	_ = r.client.Disconnect(context.Background()) // the session has ended
}

// request does what a client asks for, without waiting: what was answered is told.
func (r *faultRun) request(do func(ctx context.Context) error) {
	go func() {
		text := answer(do(context.Background()))
		r.mu.Lock()
		defer r.mu.Unlock()
		r.answers = append(r.answers, text)
	}()
	synctest.Wait()
}

func (r *faultRun) scan() { r.request(r.client.StartScanning) }

func (r *faultRun) device() *client.Device {
	synctest.Wait()
	if all := r.client.Devices(); len(all) > 0 {
		return all[0]
	}
	return nil
}

// vibrate runs the first motor; the other one of a toy with two stays as it is.
func (r *faultRun) vibrate(d *client.Device, percent float64) {
	f, ok := d.Feature(r.kind.motor)
	require.True(r.t, ok)
	r.request(func(ctx context.Context) error {
		return f.Run(ctx, client.Command{Type: device.Vibrate, Value: client.Fraction(percent / 100)})
	})
}

// ready connects the toy and sets it going.
func (r *faultRun) ready() *client.Device {
	r.scan()
	time.Sleep(3 * time.Second)
	d := r.device()
	require.NotNil(r.t, d, "the toy is not connected")
	r.vibrate(d, 50)
	time.Sleep(time.Second)
	require.True(r.t, r.running())
	r.heard()
	return d
}

func (r *faultRun) running() bool {
	return slices.ContainsFunc(r.toy.levels(), func(level int32) bool { return level != 0 })
}

func (r *faultRun) connected() bool {
	synctest.Wait()
	r.radio.mu.Lock()
	defer r.radio.mu.Unlock()
	return r.radio.links > 0
}

// odd is the time between two commands: one that nothing else happens at, for what happens at
// the same time happens in any order.
const odd = 1731 * time.Millisecond

// do does a step while it goes wrong.
func (r *faultRun) do(s step, f fault) {
	if slices.Index(faultSteps, s) < slices.Index(faultSteps, outputs) || s == subscribes && !r.kind.reading {
		r.radio.arm(s, f)
		r.scan()
		return
	}
	d := r.ready()
	if s == notifies && r.kind.reading {
		r.subscribe(d)
		r.heard()
	}
	r.radio.arm(s, f)
	switch s {
	case outputs:
		for i := range 3 {
			r.vibrate(d, float64(60+10*i))
			if f == disconnects { // it is back at once, and would take the next one
				break
			}
			time.Sleep(odd)
		}
	case stops:
		r.request(d.Stop)
	case reads:
		r.request(func(ctx context.Context) error { _, err := d.Battery(ctx); return err })
	case subscribes:
		r.subscribe(d)
	case notifies:
		for i := range 3 {
			r.toy.measure(int32(100 + i))
			time.Sleep(odd)
		}
	case idles:
		if f.once() {
			r.radio.happen(idles)
		}
	case reconnects:
		r.radio.drop()
		synctest.Wait()
		if f.once() && f != disconnects { // while the toy is away
			r.radio.happen(reconnects)
		}
	}
}

func (r *faultRun) subscribe(d *client.Device) {
	f, ok := d.Feature(1)
	require.True(r.t, ok)
	r.request(func(ctx context.Context) error {
		err := f.Subscribe(ctx, device.Pressure, func(int32) {})
		r.subscribed = err == nil
		return err
	})
}

// outcome runs a cell and tells what came of it: what the client was told, how the toy was
// left, and what it takes until it obeys again.
func outcome(t *testing.T, kind *toyKind, s step, f fault) (text string) {
	synctest.Test(t, func(t *testing.T) {
		r := &faultRun{t: t, kind: kind, toy: kind.make()}
		r.radio = &radio{toy: r.toy, kind: kind}
		away := false // the page was left or the server has gone
		r.radio.hidden = func() {
			away = true
			r.limits.HoldNow(device.Left)
			time.AfterFunc(faultLasts, func() { r.limits.Release(device.Left) })
		}
		r.radio.serverGone = func() {
			away = true
			r.closing.Go(func() { _ = r.srv.Close() })
		}
		r.serve()
		defer func() {
			r.close()
			assert.False(t, r.connected(), "it is still connected when the server has closed")
		}()
		before := r.losses()
		r.do(s, f)
		time.Sleep(time.Minute)
		assert.Positive(t, r.radio.count(), "nothing went wrong")
		told := r.heard()
		if told == "" {
			told = "nothing"
		}
		state := r.state()
		if away || r.losses() > before || strings.Contains(told, "away") {
			assert.NotEqual(t, "runs", state, "it runs on after something went wrong")
		}
		text = told + "; " + state + "; " + r.recover()
	})
	return text
}

func (r *radio) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.met
}

func (r *faultRun) losses() int {
	r.radio.mu.Lock()
	defer r.radio.mu.Unlock()
	return r.radio.losses
}

func (r *faultRun) state() string {
	switch {
	case !r.connected():
		return "disconnected"
	case r.running():
		return "runs"
	}
	return "still"
}

// recover makes the toy obey again, and tells what it took.
func (r *faultRun) recover() string {
	how := "obeys"
	d := r.device()
	switch {
	case !r.client.Connected():
		how = "obeys a new server"
		r.close()
		r.serve()
		r.scan()
	case d == nil:
		how = "obeys after a new scan"
		r.scan()
	}
	time.Sleep(10 * time.Second)
	d = r.device()
	require.NotNil(r.t, d, "it can't be connected any more: %s", r.heard())
	if r.kind.reading && how == "obeys" && r.subscribed {
		r.heard()
		r.toy.measure(1234)
		require.Equal(r.t, "reading 1234", r.heard(), "the subscription is gone")
	}
	for _, percent := range []float64{30, 0} {
		r.heard()
		r.vibrate(d, percent)
		time.Sleep(2 * time.Second)
		require.Equal(r.t, "Ok", r.heard())
		require.Equal(r.t, percent > 0, r.running(), "it was told %v percent", percent)
	}
	return how
}

// What toy b sends when toy a is asked is not a's answer, and harms neither.
func TestAToyThatAnswersForAnother(t *testing.T) {
	for _, kind := range []*toyKind{&lovenseKind, &honeyKind} {
		t.Run(kind.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &faultRun{t: t, kind: kind, toy: kind.make()}
				b.radio = &radio{toy: b.toy, kind: kind}
				b.serve()
				defer b.close()
				b.ready()

				a := &faultRun{t: t, kind: kind, toy: kind.make(), srv: b.srv, client: b.client}
				silent := a.toy.Peripheral.(*scripted)
				silent.adv.Address = "another"
				answer := silent.written
				silent.written = func(data []byte) []byte {
					if reply := answer(data); reply != nil {
						b.toy.say(reply)
					}
					return nil
				}
				err := a.srv.Connect(context.Background(), silent)
				if kind == &honeyKind {
					require.ErrorIs(t, err, device.ErrTimeout, "a has drawn no number")
					assert.Len(t, b.client.Devices(), 1)
				} else {
					require.NoError(t, err, "its name tells the model")
					synctest.Wait()
					require.Len(t, b.client.Devices(), 2)
					_, err = b.client.Devices()[1].Battery(context.Background())
					require.ErrorIs(t, err, device.ErrTimeout)
					assert.Equal(t, []int32(nil), a.toy.levels())
				}
				assert.True(t, b.running())
				b.heard()
				b.vibrate(b.device(), 0)
				time.Sleep(2 * time.Second)
				assert.Equal(t, "Ok", b.heard())
				assert.False(t, b.running())
			})
		})
	}
}

// A toy that can still be driven is the same toy; what it has lost is told when it is asked for.
func TestAToyThatComesBackWithoutItsBattery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kind := &honeyKind
		r := &faultRun{t: t, kind: kind, toy: kind.make()}
		r.radio = &radio{toy: r.toy, kind: kind}
		r.serve()
		defer r.close()
		d := r.ready()
		toy := r.toy.Peripheral.(*scripted)
		toy.endpoints = []device.Endpoint{device.Tx, device.Rx}
		r.radio.drop()
		time.Sleep(3 * time.Second)
		assert.Equal(t, "away, back", r.heard())
		assert.Same(t, d, r.device())
		r.request(func(ctx context.Context) error { _, err := d.Battery(ctx); return err })
		assert.Contains(t, r.heard(), "refused: ")
		assert.Equal(t, "obeys", r.recover())
	})
}
