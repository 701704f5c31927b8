package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

const sinloli = "Sinloli Aston"

// aston is a toy of two services: it tells its model in one and is driven by the other.
func aston(late time.Duration) lab.Peripheral {
	return lab.Peripheral{Name: sinloli, Services: []lab.Service{
		{UUID: uuid("ff90"), Characteristics: []lab.Characteristic{{UUID: uuid("ff96"), Read: true, Value: []byte{0x22, 0x05}}}},
		{UUID: uuid("ffe5"), Characteristics: []lab.Characteristic{{UUID: uuid("ffe9"), Write: true, WriteWithoutResponse: true}}, Late: late},
	}}
}

func TestSecondServiceComesLate(t *testing.T) {
	for _, late := range []time.Duration{0, 150 * time.Millisecond, 400 * time.Millisecond, time.Second} {
		t.Run(late.String(), func(t *testing.T) {
			toy, page := scanFor(t, aston(late))
			page.Wait("toy('" + sinloli + "')")
			page.Eval("toy('"+sinloli+"').rotate(0.5)", nil)
			toy.Expect("cc033235", "cc01c0c1")
		})
	}
}

func TestSecondServiceNeverComes(t *testing.T) {
	toy, page := scanFor(t, aston(-1))
	page.Wait("events.includes('scanningfinished')")
	assert.Equal(t, []string{"error device", "scanningfinished"}, events(page))
	var problem string
	page.Eval("globalThis.problem", &problem)
	assert.Contains(t, problem, `The device "Sinloli Aston" could not be connected: as hismith-mini: connect Sinloli Aston: find the characteristics: `+
		"the device lacks what it is driven with: tx (characteristic "+uuid("ffe9")+" of service "+uuid("ffe5")+"). ")
	assert.Contains(t, problem, "the device shows: "+uuid("ff90"))
	for _, op := range toy.Operations() {
		assert.Contains(t, []lab.Kind{lab.Connect, lab.Discover}, op.Kind)
	}

	toy.Services = aston(0).Services // switched off and on, it shows everything
	toy.Disconnect()
	toy.Return()
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + sinloli + "')")
}

func TestToyOfThousandsOfServices(t *testing.T) {
	p := lab.Peripheral{Name: sinloli}
	for i := range 2000 {
		p.Services = append(p.Services, lab.Service{UUID: fmt.Sprintf("0000%04x-0000-1000-8000-00805f9b34fa", i)})
	}
	begin := time.Now()
	_, page := scanFor(t, p)
	page.Wait("events.includes('scanningfinished')")
	assert.Equal(t, []string{"error device", "scanningfinished"}, events(page))
	assert.Less(t, time.Since(begin), 20*time.Second)
	assert.Equal(t, "ok", outcome(page, "client.stopAllDevices()"))
}

// refusing is the Hush, taking nothing that is written.
func refusing(lab.Operation) lab.Reply { return lab.Reply{Code: 0x0e} }

func TestToyThatRefusesEverythingLeaves(t *testing.T) {
	_, toy, page := found(t)
	page.Eval("client.on('error', e => { globalThis.problem = e.message; }); events.length = 0", nil)
	toy.Script(refusing)
	page.Eval("hush.vibrate(0.1)", nil)
	for range 6 {
		toy.AwaitWrite(`"Vibrate:2;"`)
	}
	page.Wait("hush.reconnecting")
	assert.Equal(t, []string{"error not-responding", "devicereconnecting " + hush}, events(page))
	var problem string
	page.Eval("globalThis.problem", &problem)
	assert.Contains(t, problem, "Device 0 (Lovense Hush) was disconnected: the device does not take what it is told (6 writes in a row failed, ")
	assert.Equal(t, "ButtplugDeviceError reconnecting", outcome(page, "hush.vibrate(0.5)"))

	toy.Script(lab.LovenseAnswer(hushID))
	page.Wait("hush.connected")
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
}

func TestToyThatDoesNotStopIsDisconnected(t *testing.T) {
	_, toy, page := found(t)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	toy.Script(refusing)
	page.Eval("events.length = 0; client.stopAllDevices()", nil)
	for range 6 {
		toy.AwaitWrite(`"Vibrate:0;"`)
	}
	page.Wait("hush.reconnecting")
	assert.Equal(t, []string{"error not-responding", "devicereconnecting " + hush}, events(page))
}

func TestPageShowsWhyAToyLeft(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	findHush(page)
	toy.AwaitWrite(`"Battery;"`)
	toy.Script(refusing)
	page.Find("button", "Stop "+hush).Click()
	page.Find("alert", "").AwaitText("The toy does not do what it is told")
	unfold(page.Find("alert", ""), "Details")
	page.Find("alert", "").AwaitText("6 writes in a row failed")
	page.Find("article", hush).AwaitText("Reconnecting")
	page.Find("button", "Stop trying to reach "+hush).Click()
	page.Find("article", hush).AwaitGone()
	status(page).AwaitText("No toys yet")
}

// What a toy says that nobody asked for holds nothing up.
func TestFloodOfNotifications(t *testing.T) {
	_, toy, page := found(t)
	page.EvalQuietly(fmt.Sprintf(`(async () => {
		const data = Array.from('A,long,notification;', c => c.charCodeAt(0));
		for (let n = 0; n < 10000; n++) {
			__lab.notify('LVS-Z001', '%s', btoa(String.fromCharCode(...data, n %% 200)));
			if (n %% 1000 === 0) await new Promise(done => setTimeout(done));
		}
	})()`, lab.LovenseRx), nil)
	page.Eval("hush.vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	var battery int
	page.Eval("hush.battery()", &battery)
	assert.Equal(t, 85, battery)
	page.Eval("hush.stop()", nil)
	quiet(t, toy)
}
