//go:build js && wasm

package webbluetooth

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hack-pad/safejs"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

//go:embed testdata/fake.js
var fakeSource string

// Services of the toys in these tests. The fake speaks of characteristics by the four
// digits that differ.
const (
	mainService    = "0000fff0-0000-1000-8000-00805f9b34fb"
	otherService   = "0000aaa0-0000-1000-8000-00805f9b34fb"
	batteryService = "0000180f-0000-1000-8000-00805f9b34fb"
	txUUID         = "0000fff1-0000-1000-8000-00805f9b34fb"
	rxUUID         = "0000fff2-0000-1000-8000-00805f9b34fb"
	otherTxUUID    = "0000aaa1-0000-1000-8000-00805f9b34fb"
	batteryUUID    = "00002a19-0000-1000-8000-00805f9b34fb"
)

// table is what protocols look for in these tests.
var table = []device.Service{
	{UUID: mainService, Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: txUUID}, {Endpoint: device.Rx, UUID: rxUUID}}},
	{UUID: otherService, Characteristics: []device.Characteristic{{Endpoint: device.Tx, UUID: otherTxUUID}}},
	{UUID: batteryService, Characteristics: []device.Characteristic{{Endpoint: device.RxBLEBattery, UUID: batteryUUID}}},
}

const (
	both    = `{ write: true, writeWithoutResponse: true }`
	with    = `{ write: true, writeWithoutResponse: false }`
	without = `{ write: false, writeWithoutResponse: true }`
	none    = `{}`
)

// usual is the toy of most tests.
const usual = `{ "` + mainService + `": { "` + txUUID + `": ` + both + `, "` + rxUUID + `": { notify: true } },
	"` + batteryService + `": { "` + batteryUUID + `": { read: true } } }`

// fake is a scripted navigator.bluetooth, see testdata/fake.js.
type fake struct {
	t testing.TB
	v safejs.Value
}

// newFake puts a fake with one toy in the place of navigator.bluetooth.
func newFake(t testing.TB, toy string) *fake {
	f := &fake{t: t}
	makeFake := f.eval("(" + fakeSource[strings.Index(fakeSource, "() =>"):] + ")")
	v, err := makeFake.Invoke()
	require.NoError(t, err)
	f.v = v
	require.NoError(t, safejs.Global().Set("fake", v))
	f.eval(`fake.make("id-1", "LVS-Z001", (` + toy + `))`)
	f.eval(`Object.defineProperty(navigator, "bluetooth", { value: fake.bluetooth, configurable: true })`)
	t.Cleanup(func() { f.eval(`delete navigator.bluetooth`) })
	return f
}

// eval runs JavaScript, in which the fake is called fake.
func (f *fake) eval(source string) safejs.Value {
	f.t.Helper()
	v, err := jsx.Call(safejs.Global(), "eval", source)
	require.NoError(f.t, err)
	return v
}

// plan sets how the next calls of an operation end; each entry is a JavaScript array.
func (f *fake) plan(operation string, entries ...string) {
	f.eval(`fake.plan.` + operation + ` = [` + strings.Join(entries, ",") + `]`)
}

// ops lists what was asked of the toy since the last call of ops.
func (f *fake) ops() []string {
	var list []string
	s, _ := jsx.String(f.eval(`JSON.stringify(fake.ops.splice(0))`))
	require.NoError(f.t, json.Unmarshal([]byte(s), &list))
	return list
}

func (f *fake) number(source string) int {
	n, _ := jsx.Number(f.eval(source))
	return int(n)
}

// turn lets everything run that is due: goroutines, promises, events.
func turn(t testing.TB) {
	promise, err := jsx.Call(safejs.Global(), "eval",
		`new Promise(ok => { const c = new MessageChannel(); c.port1.onmessage = () => { c.port1.close(); ok() }; c.port2.postMessage(0) })`)
	require.NoError(t, err)
	_, err = jsx.Await(context.Background(), promise)
	require.NoError(t, err)
}

// eventually waits until cond holds.
func eventually(t testing.TB, what string, cond func() bool) {
	t.Helper()
	for range 1000 {
		if cond() {
			return
		}
		turn(t)
	}
	require.Fail(t, "it does not happen that "+what)
}

// settled lets everything run that can run without the clock.
func settled(t testing.TB) {
	for range 10 {
		turn(t)
	}
}

// clock is time that stands still until a test lets a timer fire.
type clock struct {
	t      testing.TB
	looks  bool // pauses before another look or try are to be fired too; else they pass at once
	fake   *fake
	passed time.Duration // of such pauses
	mu     sync.Mutex
	timers []*timer
}

type timer struct {
	d time.Duration
	f func()
}

func (c *clock) after(d time.Duration, f func()) func() bool {
	if !c.looks && (d == againPause || slices.Contains(lookPauses[:], d)) {
		c.mu.Lock()
		c.passed += d
		c.mu.Unlock()
		if c.fake != nil {
			c.fake.eval(`fake.now += ` + strconv.Itoa(int(d.Milliseconds())))
		}
		go f()
		return func() bool { return false }
	}
	one := &timer{d, f}
	c.mu.Lock()
	c.timers = append(c.timers, one)
	c.mu.Unlock()
	return func() bool { return c.remove(one) }
}

func (c *clock) remove(one *timer) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, other := range c.timers {
		if other == one {
			c.timers = append(c.timers[:i], c.timers[i+1:]...)
			return true
		}
	}
	return false
}

// pending lists the durations of the timers that have not fired.
func (c *clock) pending() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := []time.Duration{}
	for _, one := range c.timers {
		list = append(list, one.d)
	}
	return list
}

// fire waits for a timer of that duration and lets it fire.
func (c *clock) fire(d time.Duration) {
	c.t.Helper()
	var one *timer
	eventually(c.t, "a timer of "+d.String()+" starts", func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, other := range c.timers {
			if other.d == d {
				one = other
				return true
			}
		}
		return false
	})
	if c.remove(one) {
		one.f()
	}
}

// testScanner is a Scanner with a clock that stands still.
func testScanner(t testing.TB) (*Scanner, *clock) {
	s := New(Options{
		Filters:  func() []device.Filter { return []device.Filter{{NamePrefix: "LVS-"}} },
		Services: func() []string { return []string{mainService, batteryService} },
		Log:      func(line string) { t.Log(line) },
	})
	c := &clock{t: t}
	s.after = c.after
	return s, c
}

// choose scans for the toy of the fake.
func choose(t testing.TB, s *Scanner) device.Peripheral {
	t.Helper()
	var chosen device.Peripheral
	require.NoError(t, s.Scan(context.Background(), func() {}, func(p device.Peripheral) { chosen = p }))
	require.NotNil(t, chosen)
	return chosen
}

// connected is a fake with a toy that is connected.
func connected(t testing.TB, toy string) (*fake, *clock, device.Link) {
	t.Helper()
	f := newFake(t, toy)
	s, c := testScanner(t)
	link, err := choose(t, s).Connect(context.Background(), device.Wanted{Services: table})
	require.NoError(t, err)
	f.ops()
	t.Cleanup(func() {
		require.NoError(t, link.Close())
		require.Zero(t, f.number(`fake.listeners`), "listeners left")
	})
	return f, c, link
}

// start runs fn in a goroutine and returns where its result will arrive.
func start(fn func() error) <-chan error {
	result := make(chan error, 1)
	go func() { result <- fn() }()
	return result
}

// result waits for a result of start.
func result(t testing.TB, results <-chan error) error {
	t.Helper()
	var err error
	eventually(t, "the call returns", func() bool {
		select {
		case err = <-results:
			return true
		default:
			return false
		}
	})
	return err
}

// idle reports whether a result has not arrived, though all that could run did.
func idle(t testing.TB, results <-chan error) bool {
	settled(t)
	return len(results) == 0
}

func isClosed(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}
