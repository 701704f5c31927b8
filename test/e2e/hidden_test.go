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
	page.Eval("join({ devices: 'webbluetooth', maxPingTime: 1000 })", nil)
	find := func(p lab.Peripheral, name string) *lab.Toy {
		toy := c.Add(p)
		c.Choose(lab.Named(p.Name))
		page.Eval("client.startScanning()", nil)
		page.Wait("toy('" + name + "')")
		return toy
	}
	slow := find(lab.Lovense("LVS-Z001", address, hushID), hush)
	pulsed := find(lab.Lovense("LVS-S001", "09:09:09:09:09:08", "S:11:0082059AD3BE;"), "Lovense Lush")
	kept := find(lab.Peripheral{Name: "WB-TDD", Address: "09:09:09:09:09:07", Services: []lab.Service{{
		UUID: short("aaa0"), Characteristics: []lab.Characteristic{{UUID: short("aaa1"), Write: true, WriteWithoutResponse: true}},
	}}}, "Galaku Panty Vib")

	page.Hide()
	// What a page gets that does nothing about it.
	page.EvalQuietly("globalThis.own = [performance.now()]; setInterval(() => own.push(performance.now()), 100); null", nil)
	page.EvalQuietly("toy('Galaku Panty Vib').vibrate(0.5)", nil)
	page.EvalQuietly("globalThis.rhythm = new Haptics(toy('Lovense Lush')); rhythm.play({ ...pulses({ on: 300, off: 300, times: 1 }), loop: true }); null", nil)
	page.EvalQuietly("globalThis.slow = toy('"+hush+"'); limits.set({ ramp: 0.25 }, slow)", nil)
	for _, toy := range []*lab.Toy{slow, pulsed, kept} {
		toy.Forget()
	}
	start := []int{since(slow), since(pulsed), since(kept)}
	for began, first := time.Now(), true; first || time.Since(began) < lasts; first = false {
		page.EvalQuietly("slow.vibrate(1)", nil)
		slow.AwaitWrite(`"Vibrate:20;"`)
		page.EvalQuietly("slow.stop()", nil)
		slow.AwaitWrite(`"Vibrate:0;"`)
	}

	rows := []rhythm{
		{"steps of a ramp", 200 * time.Millisecond, steps(slow.Operations()[start[0]:])},
		{"pulses of a pattern", 600 * time.Millisecond, gaps(pulsed.Operations()[start[1]:], `"Vibrate:20;"`)},
		{"packets that keep a toy going", 400 * time.Millisecond, gaps(kept.Operations()[start[2]:], "0501")},
	}
	own := rhythm{"a timer of the page's own", 100 * time.Millisecond, nil}
	var ms []float64
	page.EvalQuietly("own", &ms)
	for i := range ms[1:] {
		own.gaps = append(own.gaps, time.Duration((ms[i+1]-ms[i])*float64(time.Millisecond)))
	}
	assert.Greater(t, own.longest(), 900*time.Millisecond, "the browser has not slowed the page down, so the test says nothing")
	table := "| what | asked for | times | half of them after | shortest | longest | off by more than 20 % |\n|---|---|---|---|---|---|---|\n"
	for _, r := range append(rows, own) {
		table += r.String()
	}
	t.Log("\n" + table)
	for _, r := range rows {
		require.NotEmpty(t, r.gaps, r.what)
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

// gaps tells how long after each other a toy was written something. What is written again
// at once counts when something else was written between.
func gaps(operations []lab.Operation, what string) (all []time.Duration) {
	var last time.Time
	for _, o := range operations {
		if o.String() != "write "+what {
			continue
		}
		if !last.IsZero() {
			all = append(all, o.At.Sub(last))
		}
		last = o.At
	}
	return all
}

// steps tells how long after each other a toy was written levels that rose by one.
func steps(operations []lab.Operation) (all []time.Duration) {
	var last time.Time
	level := 0
	for _, o := range operations {
		var next int
		if n, _ := fmt.Sscanf(string(o.Data), "Vibrate:%d;", &next); n != 1 {
			continue
		}
		if next == level+1 && level > 0 {
			all = append(all, o.At.Sub(last))
		}
		level, last = next, o.At
	}
	return all
}

// short is the long form of a UUID of four digits.
func short(uuid string) string { return "0000" + uuid + "-0000-1000-8000-00805f9b34fb" }
