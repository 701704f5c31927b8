package e2e

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/figures"
	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// A browser lets the timers of a hidden page run once a second, and after some minutes once
// a minute. Ours keep their time: pings, packets that keep a toy going, patterns and ramps.
// The page is hidden for one ramp, or, with SOAK=1, for six minutes; then the figures are
// written to docs/reliability.md.
func TestHiddenPage(t *testing.T) {
	soak := os.Getenv("SOAK") != ""
	lasts := time.Duration(0)
	if soak {
		lasts = 6 * time.Minute
	}
	c := browser.Case(t)
	page := c.Open(site(t) + "/games.html")
	page.Eval("ready", nil)
	page.Eval(noteWrites, nil)
	page.Eval("join({ devices: 'webbluetooth', maxPingTime: 1000 })", nil)
	find := func(p lab.Peripheral, name string) *lab.Toy {
		toy := c.Add(p)
		c.Choose(lab.Named(p.Name))
		page.Eval("client.startScanning()", nil)
		page.Wait("toy('" + name + "')")
		return toy
	}
	slow := find(lab.Lovense("LVS-Z001", address, hushID), hush)
	find(lab.Lovense("LVS-S001", "09:09:09:09:09:08", "S:11:0082059AD3BE;"), "Lovense Lush")
	find(lab.Peripheral{Name: "WB-TDD", Address: "09:09:09:09:09:07", Services: []lab.Service{{
		UUID: short("aaa0"), Characteristics: []lab.Characteristic{{UUID: short("aaa1"), Write: true, WriteWithoutResponse: true}},
	}}}, "Galaku Panty Vib")

	page.Hide()
	// What a page gets that does nothing about it.
	page.EvalQuietly("globalThis.own = [performance.now()]; setInterval(() => own.push(performance.now()), 100); null", nil)
	page.EvalQuietly("toy('Galaku Panty Vib').vibrate(0.5)", nil)
	page.EvalQuietly("globalThis.rhythm = new Haptics(toy('Lovense Lush')); rhythm.play({ ...pulses({ on: 300, off: 300, times: 1 }), loop: true }); null", nil)
	page.EvalQuietly("globalThis.slow = toy('"+hush+"'); limits.set({ ramp: 0.25 }, slow)", nil)
	slow.Forget()
	page.EvalQuietly("written.length = 0", nil)
	for began, first := time.Now(), true; first || time.Since(began) < lasts; first = false {
		page.EvalQuietly("slow.vibrate(1)", nil)
		slow.AwaitWrite(`"Vibrate:20;"`)
		page.EvalQuietly("slow.stop()", nil)
		slow.AwaitWrite(`"Vibrate:0;"`)
	}

	var written []written
	page.EvalQuietly("written", &written)
	rows := []rhythm{
		{"steps of a ramp", 200 * time.Millisecond, steps(written, "LVS-Z001")},
		{"pulses of a pattern", 600 * time.Millisecond, gaps(written, "LVS-S001", "Vibrate:20;")},
		{"packets that keep a toy going", 400 * time.Millisecond, gaps(written, "WB-TDD", "\x05\x01")},
	}
	own := rhythm{"a timer of the page's own", 100 * time.Millisecond, nil}
	var ms []float64
	page.EvalQuietly("own", &ms)
	for i := range ms[1:] {
		own.gaps = append(own.gaps, apart(ms[i], ms[i+1]))
	}
	require.NotEmpty(t, own.gaps)
	assert.Greater(t, own.longest(), 900*time.Millisecond, "the browser has not slowed the page down, so the test says nothing")
	table := "| what | asked for | times | half of them after | shortest | longest | off by more than 20 % |\n|---|---|---|---|---|---|---|\n"
	for _, r := range append(rows, own) {
		require.NotEmpty(t, r.gaps, r.what)
		table += r.String()
	}
	t.Log("\n" + table)
	for _, r := range rows {
		assert.InEpsilon(t, r.each, r.middle(), 0.2, r.what)
	}
	assert.Empty(t, slices.DeleteFunc(events(page), func(e string) bool { return strings.HasPrefix(e, "deviceadded ") }), "no ping was missed")
	assert.Equal(t, "ok", outcome(page, "client.stopAllDevices()"))
	if soak && !t.Failed() {
		require.NoError(t, figures.Write("../../docs/reliability.md", "TestHiddenPage", figures.Taken()+".\n\n"+table))
	}
}

// rhythm is how long after each other things happened that were to happen at an interval.
type rhythm struct {
	what string
	each time.Duration
	gaps []time.Duration
}

func (r rhythm) middle() time.Duration  { return slices.Sorted(slices.Values(r.gaps))[len(r.gaps)/2] }
func (r rhythm) longest() time.Duration { return slices.Max(r.gaps) }

// off counts what came more than a fifth too early or too late.
func (r rhythm) off() (n int) {
	for _, gap := range r.gaps {
		if math.Abs(float64(gap-r.each)) > 0.2*float64(r.each) {
			n++
		}
	}
	return n
}

// String is a row of a table.
func (r rhythm) String() string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
	return fmt.Sprintf("| %s | %s | %d | %s | %s | %s | %d |\n", r.what, ms(r.each), len(r.gaps), ms(r.middle()), ms(slices.Min(r.gaps)), ms(r.longest()), r.off())
}

// noteWrites takes down what the page writes to toys, and when: at the toy there would be the
// delays of the emulation in it.
const noteWrites = `{
	globalThis.written = [];
	const proto = BluetoothRemoteGATTCharacteristic.prototype, write = proto.writeValueWithoutResponse;
	proto.writeValueWithoutResponse = function (data) {
		written.push({ toy: this.service.device.name, text: String.fromCharCode(...data), at: performance.now() });
		return write.call(this, data);
	};
	null
}`

// written is one write, at so many ms.
type written struct {
	Toy  string  `json:"toy"`
	Text string  `json:"text"`
	At   float64 `json:"at"`
}

func apart(from, to float64) time.Duration {
	return time.Duration((to - from) * float64(time.Millisecond))
}

// gaps tells how long after each other a toy was written something.
func gaps(all []written, toy, text string) (gaps []time.Duration) {
	last := 0.0
	for _, w := range all {
		if w.Toy != toy || w.Text != text {
			continue
		}
		if last > 0 {
			gaps = append(gaps, apart(last, w.At))
		}
		last = w.At
	}
	return gaps
}

// steps tells how long after each other a toy was written levels that rose by one.
func steps(all []written, toy string) (gaps []time.Duration) {
	level, last := 0, 0.0
	for _, w := range all {
		var next int
		if n, _ := fmt.Sscanf(w.Text, "Vibrate:%d;", &next); n != 1 || w.Toy != toy {
			continue
		}
		if next == level+1 && level > 0 {
			gaps = append(gaps, apart(last, w.At))
		}
		level, last = next, w.At
	}
	return gaps
}

// short is the long form of a UUID of four digits.
func short(uuid string) string { return "0000" + uuid + "-0000-1000-8000-00805f9b34fb" }
