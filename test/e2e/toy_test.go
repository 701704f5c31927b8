package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

func TestToyIsDriven(t *testing.T) {
	_, toy, page := found(t)
	page.Eval("hush.vibrate(0.5)", nil)
	toy.Expect(`"Vibrate:10;"`)
	page.Eval("hush.runOutput(DeviceOutput.Vibrate.value(3))", nil)
	toy.Expect(`"Vibrate:3;"`)
	var battery int
	page.Eval("hush.battery()", &battery)
	assert.Equal(t, 85, battery)
	toy.Expect(`"Battery;"`)
	page.Eval("hush.stop()", nil)
	toy.Expect(`"Vibrate:0;"`)
	assert.Equal(t, "ButtplugDeviceError range", outcome(page, "hush.runOutput(DeviceOutput.Vibrate.value(21))"))
	assert.Equal(t, "ButtplugDeviceError unsupported", outcome(page, "hush.runOutput(DeviceOutput.Rotate.value(1))"))
	assert.Zero(t, page.Overlaps())
}

// A game may send a thousand commands a second; the toy gets what it can take, the last
// one always, and a stop beats everything.
func TestFloodEndsWithTheStop(t *testing.T) {
	_, toy, page := found(t)
	page.RefuseOverlap()
	toy.Script(slow(30 * time.Millisecond))
	page.Eval("Promise.all([...Array.from({ length: 1000 }, (_, i) => hush.vibrate((i % 20 + 1) / 20)), hush.stop()])", nil)
	quiet(t, toy)
	// In steps, so that all of them come to the server.
	page.Eval("Promise.all(Array.from({ length: 1000 }, (_, i) => hush.runOutput(DeviceOutput.Vibrate.value(i % 19 + 1))).concat(hush.vibrate(1)))", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	assert.Less(t, len(toy.Operations()), 20)
	assert.Zero(t, page.Overlaps())
}

// Of the levels that a game asks for in one task, the toy gets the last, unless something else lies between. Each
// call has an answer.
func TestLevelsOfOneTask(t *testing.T) {
	c, toy, page := found(t)
	edge := addEdge(c, page)
	page.Eval(`globalThis.outcomes = (...calls) => Promise.all(calls.map(outcome)).then(all => all.join(', '));
		globalThis.foreign = percent => ({ outputType: 'Vibrate', percent }); // of another copy of the library, which checks nothing
		null`, nil)
	tell := func(calls, answers string) {
		t.Helper()
		toy.Forget()
		var got string
		page.Eval("outcomes("+calls+")", &got)
		assert.Equal(t, answers, got, calls)
	}
	const out = "ButtplugDeviceError range"
	tell("hush.vibrate(0.9), hush.vibrate(0.5), hush.vibrate(0.3)", "ok, ok, ok")
	toy.Expect(`"Vibrate:6;"`)
	tell("hush.vibrate(1), hush.stop(), hush.vibrate(0.4)", "ok, ok, ok")
	toy.AwaitWrite(`"Vibrate:8;"`)
	tell("hush.vibrate(0.1), hush.runOutput(DeviceOutput.Vibrate.value(5)), hush.vibrate(0.2)", "ok, ok, ok")
	toy.Expect(`"Vibrate:4;"`)
	tell("hush.vibrate(1), hush.stop()", "ok, ok")
	toy.Expect(`"Vibrate:0;"`)
	tell("hush.vibrate(0.5), hush.runOutput(foreign(2))", "ok, "+out)
	toy.Expect(`"Vibrate:10;"`)
	tell("hush.runOutput(foreign(2)), hush.vibrate(0.6), hush.runOutput(foreign(NaN))", out+", ok, ButtplugDeviceError invalid-value")
	toy.Expect(`"Vibrate:12;"`)
	edge.Forget()
	tell("edge.vibrate(1), edge.vibrate(0.2, { motor: 1 }), edge.vibrate(0.4, { motor: 0 }), hush.vibrate(0.7)", "ok, ok, ok, ok")
	edge.Expect(`"Vibrate1:8;"`, `"Vibrate2:4;"`)
	toy.Expect(`"Vibrate:14;"`)
	page.Eval(`globalThis.second = new ButtplugClient('second');
		second.connect(new ButtplugWasmClientConnector({ devices: 'webbluetooth' })).then(() => { globalThis.theirs = [...second.devices.values()].find(d => d.name === hush.name); })`, nil)
	tell("hush.vibrate(0.2), theirs.vibrate(1), hush.vibrate(0.3)", "ok, ok, ok")
	toy.Expect(`"Vibrate:6;"`)
	toy.Script(outOfReach)
	toy.Disconnect()
	page.Wait("hush.reconnecting")
	tell("hush.vibrate(0.1), hush.vibrate(0.2)", "ButtplugDeviceError reconnecting, ButtplugDeviceError reconnecting")
}

// slow is a Hush that takes its time for every write.
func slow(latency time.Duration) func(lab.Operation) lab.Reply {
	answer := lab.LovenseAnswer(hushID)
	return func(op lab.Operation) lab.Reply {
		if op.Kind == lab.Write {
			time.Sleep(latency) // the toy's, not the test's
		}
		return answer(op)
	}
}

func TestToyGoesOutOfRangeAndComesBack(t *testing.T) {
	c, toy, page := found(t)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	toy.Script(outOfReach)
	toy.Disconnect()
	page.Wait("events.includes('devicereconnecting " + hush + "')")
	assert.Equal(t, "ButtplugDeviceError reconnecting", outcome(page, "hush.vibrate(0.5)"))
	assert.Equal(t, "ButtplugDeviceError reconnecting", outcome(page, "hush.battery()"))
	assert.Equal(t, "ButtplugDeviceError reconnecting", outcome(page, "hush.stop()"))
	assert.Equal(t, "ok", outcome(page, "client.stopAllDevices()"))
	page.Eval("events.length = 0", nil)
	page.Wait("events.includes('devicereconnecting " + hush + "')") // the next try

	page.Eval("events.length = 0", nil)
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	page.Wait("events.includes('devicereconnected " + hush + "')")
	assert.Len(t, c.Choosers(), 1, "no chooser is needed")
	assert.NotContains(t, events(page), "deviceremoved "+hush)
	var same bool
	page.Eval("toy('"+hush+"') === hush && hush.connected && !hush.reconnecting", &same)
	assert.True(t, same)
	toy.AwaitWrite(`"DeviceType;"`)
	toy.AwaitWrite(`"Vibrate:0;"`)
	page.EvalQuietly("hush.vibrate(0.25)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)

	toy.Script(outOfReach)
	toy.Disconnect()
	page.Wait("hush.reconnecting")
	page.Eval("hush.release()", nil)
	page.Wait("events.includes('deviceremoved " + hush + "')")
	assert.Equal(t, "ButtplugDeviceError device-gone", outcome(page, "hush.vibrate(0.5)"))
	assert.Equal(t, "ButtplugDeviceError device-gone", outcome(page, "hush.release()"))
}

func TestToysOfEarlierVisits(t *testing.T) {
	c, toy, page := connected(t)
	const list = "new ButtplugWasmClientConnector().knownToys()"
	var n int
	page.Eval(list+".then(toys => toys.length)", &n)
	assert.Zero(t, n, "this Chromium does not tell")
	rememberChoices(page)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("toy('"+hush+"').release()", nil)
	page.Wait("!client.devices.size")
	toy.Forget()

	page.Eval(list+".then(([toy]) => { globalThis.old = toy; })", nil)
	assert.Equal(t, "ok", outcome(page, "old.connect()"))
	page.Wait("toy('" + hush + "')")
	page.EvalQuietly("toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	assert.Equal(t, "ok", outcome(page, "old.connect()"), "it is connected already")
	assert.Len(t, c.Choosers(), 1, "no chooser")

	page.Eval("toy('"+hush+"').release()", nil)
	page.Wait("!client.devices.size")
	toy.Script(outOfReach)
	toy.Disconnect()
	assert.Equal(t, "ButtplugDeviceError device-unreachable", outcome(page, "old.connect()"))
}

// outOfReach is a toy that can't be connected.
func outOfReach(op lab.Operation) lab.Reply {
	if op.Kind == lab.Connect {
		return lab.Reply{Code: 0x3e}
	}
	return lab.Reply{Hang: true}
}

func TestToyIsGoneWhereReconnectionIsOff(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("bluetooth({ reconnect: false })", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
	toy.Disconnect()
	page.Wait("events.includes('deviceremoved " + hush + "')")
	assert.Equal(t, "ButtplugDeviceError device-gone", outcome(page, "hush.vibrate(0.5)"))

	toy.Return()
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	assert.Equal(t, 0, count(events(page), "devicereconnecting"))
}

// Chromium waits for ever for a toy that is out of reach, also when nobody wants it any more.
// The next connection comes about all the same.
func TestToyIsFetchedBackAfterAConnectionThatHung(t *testing.T) {
	_, toy, page := found(t)
	hung := make(chan struct{}, 1)
	toy.Script(func(op lab.Operation) lab.Reply {
		if op.Kind == lab.Connect {
			select {
			case hung <- struct{}{}:
			default:
			}
		}
		return lab.Reply{Hang: true}
	})
	toy.Disconnect()
	<-hung
	page.Eval("hush.release()", nil)
	page.Wait("events.includes('deviceremoved " + hush + "')")
	toy.Script(lab.LovenseAnswer(hushID))
	page.Eval("client.startScanning()", nil)
	toy.Answer()
	page.Wait("toy('" + hush + "')")
	page.Eval("toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
}

func TestToyVanishesWhileItIsWrittenTo(t *testing.T) {
	_, toy, page := found(t)
	toy.Script(func(lab.Operation) lab.Reply { return lab.Reply{Hang: true} })
	page.Eval("globalThis.pending = outcome(hush.battery()); null", nil)
	toy.AwaitWrite(`"Battery;"`)
	toy.Disconnect()
	var result string
	page.Eval("pending", &result)
	assert.Contains(t, result, "ButtplugDeviceError")
	page.Wait("hush.reconnecting")
}

func TestToyRefusesWrites(t *testing.T) {
	_, toy, page := found(t)
	refusals := 2
	toy.Script(func(op lab.Operation) lab.Reply {
		if refusals > 0 || string(op.Data) == "Battery;" {
			refusals--
			return lab.Reply{Code: 0x0e}
		}
		return lab.LovenseAnswer(hushID)(op)
	})
	page.Eval("hush.vibrate(0.5)", nil)
	for range 3 {
		toy.AwaitWrite(`"Vibrate:10;"`)
	}
	assert.Contains(t, outcome(page, "hush.battery()"), "ButtplugDeviceError")
	assert.Equal(t, "ok", outcome(page, "hush.vibrate(0.6)"))
	toy.AwaitWrite(`"Vibrate:12;"`)
}

// A toy that stops answering is given up, without harm to others.
func TestToyHangs(t *testing.T) {
	c, toy, page := found(t)
	other := addEdge(c, page)
	toy.Script(func(lab.Operation) lab.Reply { return lab.Reply{Hang: true} })
	page.Eval("hush.vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Eval("edge.vibrate(0.5)", nil)
	other.Expect(`"Vibrate1:10;"`, `"Vibrate2:10;"`)
	page.Wait("events.includes('error not-responding') && hush.reconnecting")
	page.Eval("edge.stop()", nil)
	other.Expect(`"Vibrate1:0;"`, `"Vibrate2:0;"`)
}

// addEdge finds a second toy: a Lovense Edge, with two motors.
func addEdge(c *lab.Case, page *lab.Page) *lab.Toy {
	toy := c.Add(lab.Lovense("LVS-P002", "09:09:09:09:09:0A", "P:20:0082059AD3BE;"))
	c.Choose(lab.Named("LVS-P002"))
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('Lovense Edge')")
	page.Eval("globalThis.edge = toy('Lovense Edge'); null", nil)
	toy.AwaitWrite(`"DeviceType;"`)
	return toy
}

func TestTwoToys(t *testing.T) {
	c, hush, page := found(t)
	edge := addEdge(c, page)
	page.Eval("Promise.all([hush.vibrate(0.5), edge.vibrate(1)])", nil)
	hush.Expect(`"Vibrate:10;"`)
	edge.Expect(`"Vibrate1:20;"`, `"Vibrate2:20;"`)
	page.Eval("hush.stop()", nil)
	hush.Expect(`"Vibrate:0;"`)
	edge.Script(outOfReach)
	edge.Disconnect()
	page.Wait("client.devices.size === 2 && edge.reconnecting")
	page.Eval("hush.vibrate(0.1)", nil)
	hush.Expect(`"Vibrate:2;"`)
	page.Eval("client.group().vibrate(0.2)", nil)
	hush.Expect(`"Vibrate:4;"`)
	page.Eval("client.stopAllDevices()", nil)
	hush.Expect(`"Vibrate:0;"`)
}

func TestChooser(t *testing.T) {
	t.Run("cancelled", func(t *testing.T) {
		c, _, page := connected(t)
		c.Choose(lab.Cancel)
		assert.Equal(t, "ok", outcome(page, "client.startScanning()"))
		page.Wait("events.includes('scanningfinished')")
		assert.Equal(t, []string{"scanningfinished"}, events(page))
	})
	t.Run("the toy that is connected already", func(t *testing.T) {
		c, _, page := found(t)
		page.Eval("events.length = 0; client.startScanning()", nil)
		c.AwaitChooser(2)
		page.Wait("events.includes('scanningfinished')")
		assert.Equal(t, []string{"scanningfinished"}, events(page))
	})
	t.Run("only toys that are known are shown", func(t *testing.T) {
		c, _, page := connected(t)
		c.Add(lab.Peripheral{Name: "Kitchen scale", Address: "09:09:09:09:09:0B"})
		page.Eval("client.startScanning()", nil)
		assert.Equal(t, []lab.Offer{{Address: address, Name: "LVS-Z001"}}, c.AwaitChooser(1).Offered)
		page.Wait("client.devices.size === 1")
	})
	t.Run("without a click", func(t *testing.T) {
		c := browser.Case(t)
		c.AddHush()
		page := c.Open(site(t) + "/client.html")
		page.EvalQuietly("bluetooth()", nil)
		var result string
		page.EvalQuietly("outcome(client.startScanning())", &result)
		assert.Contains(t, result, "no-gesture")
		page.Wait("!client.isScanning")
		assert.Equal(t, "ok", outcome(page, "client.startScanning()"))
	})
	t.Run("without an adapter", func(t *testing.T) {
		c, _, page := connected(t)
		c.Unplug()
		assert.Contains(t, outcome(page, "client.startScanning()"), "no-adapter")
		page.Wait("!client.isScanning")
		c.Power(true)
		page.Eval("client.startScanning()", nil)
		page.Wait("client.devices.size === 1")
	})
}

// connected opens the client page and connects in it, with a Hush in reach.
func connected(t *testing.T) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval("bluetooth()", nil)
	return c, toy, page
}

func TestAdapterIsSwitchedOff(t *testing.T) {
	c, toy, page := found(t)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	toy.Script(outOfReach)
	c.Power(false)
	page.Wait("hush.reconnecting")
	toy.Script(lab.LovenseAnswer(hushID))
	c.Power(true)
	page.Wait("hush.connected") // by itself
	page.EvalQuietly("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
}

func TestToysThatDoNotFit(t *testing.T) {
	t.Run("no answer: the name tells the model", func(t *testing.T) {
		_, toy, page := connected(t)
		toy.Script(nil)
		page.Eval("client.startScanning()", nil)
		page.Wait("toy('" + hush + "')")
	})
	t.Run("garbage", func(t *testing.T) {
		_, toy, page := connected(t)
		toy.Script(func(op lab.Operation) lab.Reply {
			return lab.Reply{Notifications: []lab.Notification{{Characteristic: lab.LovenseRx, Data: []byte{0xff, 0, ';'}}}}
		})
		page.Eval("client.startScanning()", nil)
		page.Wait("toy('" + hush + "')")
		assert.Contains(t, outcome(page, "toy('"+hush+"').battery()"), "ButtplugDeviceError")
	})
	t.Run("services missing", func(t *testing.T) {
		c := browser.Case(t)
		c.Add(lab.Peripheral{Name: "LVS-Z001", Address: address, Services: []lab.Service{{UUID: "0000180f-0000-1000-8000-00805f9b34fb"}}})
		page := c.Open(site(t) + "/client.html")
		page.Eval("bluetooth()", nil)
		page.Eval("client.startScanning()", nil)
		page.Wait("events.includes('scanningfinished')")
		assert.Equal(t, []string{"error device", "scanningfinished"}, events(page))
	})
	t.Run("connection refused", func(t *testing.T) {
		_, toy, page := connected(t)
		toy.Script(func(lab.Operation) lab.Reply { return lab.Reply{Code: 0x3e} })
		page.Eval("client.startScanning()", nil)
		page.Wait("events.includes('scanningfinished')")
		assert.Equal(t, []string{"error device-unreachable", "scanningfinished"}, events(page))
		toy.Script(lab.LovenseAnswer(hushID))
		page.Eval("client.startScanning()", nil)
		page.Wait("toy('" + hush + "')")
	})
}

func TestLeavingStopsTheToy(t *testing.T) {
	leave := map[string]func(*lab.Page){
		"close the tab": (*lab.Page).Close,
		"reload":        func(p *lab.Page) { p.Reload(); p.Eval("ready", nil) }, // else its files are asked for when the site is gone
		"follow a link": func(p *lab.Page) { p.Navigate("about:blank") },
	}
	for name, leave := range leave {
		t.Run(name, func(t *testing.T) {
			_, toy, page := found(t)
			page.Eval("hush.vibrate(1)", nil)
			toy.AwaitWrite(`"Vibrate:20;"`)
			leave(page)
			quiet(t, toy)
		})
	}
	t.Run("while a write hangs", func(t *testing.T) {
		_, toy, page := found(t)
		page.Eval("hush.vibrate(1)", nil)
		toy.AwaitWrite(`"Vibrate:20;"`)
		toy.Script(func(lab.Operation) lab.Reply { return lab.Reply{Hang: true} })
		page.Eval("hush.vibrate(0.5)", nil)
		toy.AwaitWrite(`"Vibrate:10;"`)
		page.Close()
		quiet(t, toy)
	})
}

func TestDisconnect(t *testing.T) {
	_, toy, page := found(t)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Eval("client.disconnect()", nil)
	quiet(t, toy)
	assert.Equal(t, []string{"deviceadded " + hush, "scanningfinished", "deviceremoved " + hush, "disconnect"}, events(page))
	for _, call := range []string{"client.disconnect()", "client.startScanning()", "client.stopAllDevices()"} {
		assert.Equal(t, "ButtplugClientConnectorException not-connected", outcome(page, call), call)
	}
	assert.Equal(t, "ButtplugDeviceError device-gone", outcome(page, "hush.vibrate(1)"))

	// The toy stayed with the server in the page.
	page.Eval("bluetooth()", nil)
	page.Eval("toy('"+hush+"').vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
}

func TestConnectTwice(t *testing.T) {
	_, _, page := connected(t)
	assert.Equal(t, "ButtplugClientConnectorException already-connected", outcome(page, "bluetooth()"))
	assert.Equal(t, "ok", outcome(page, "client.stopAllDevices()"))
}

// Timers of a hidden page run once a second, and later once a minute. Ours do not.
func TestHiddenPageKeepsItsPace(t *testing.T) {
	_, toy, page := found(t)
	page.Hide()
	page.Eval("hush.vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	begin := time.Now()
	for range 5 { // each pair needs the gap between writes
		page.Eval("hush.vibrate(0.25)", nil)
		page.Eval("hush.vibrate(0.5)", nil)
		toy.AwaitWrite(`"Vibrate:10;"`)
	}
	assert.Less(t, time.Since(begin), 3*time.Second)
}

// That none is missed in a hidden page, TestHiddenPage says.
func TestPings(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("bluetooth({ maxPingTime: 1000 })", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("events.length = 0; toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	// Nothing must happen, so there is no event to wait for.
	page.Eval("new Promise(r => setTimeout(r, 2500))", nil)
	assert.Empty(t, slices.DeleteFunc(events(page), func(e string) bool { return e == "scanningfinished" }))

	// A page that hangs sends no ping, and can do no more about the toy than stop it after.
	page.Eval("for (const start = performance.now(); performance.now() - start < 1500;); null", nil)
	quiet(t, toy)
	page.Wait("events.includes('pingtimeout ping') && events.includes('disconnect ping')")
}

// A browser may freeze a page that is hidden, or keep one that was left for the way back. Its
// toys are stopped before, and nothing starts by itself after.
func TestFrozenPage(t *testing.T) {
	_, toy, page := found(t)
	page.Eval("document.addEventListener('freeze', () => { globalThis.late = outcome(hush.vibrate(1)); })", nil)
	page.Eval("hush.vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Freeze()
	quiet(t, toy)
	page.Thaw()
	var late string
	page.Eval("globalThis.late", &late)
	assert.Equal(t, "ButtplugDeviceError page-hidden", late, "what is called in the last moment does not undo it")
	assert.Equal(t, `write "Vibrate:0;"`, toy.Operations()[len(toy.Operations())-1].String(), "nothing starts by itself")
	assert.Equal(t, "ok", outcome(page, "hush.vibrate(0.25)"))
	toy.AwaitWrite(`"Vibrate:5;"`)
}

func TestPageThatIsKeptForTheWayBack(t *testing.T) {
	elsewhere := files().With(map[string]string{"Cache-Control": "no-cache"}).Serve(t) // a page that must not be stored is not kept
	page := browser.Case(t).Open(elsewhere + "/client.html")
	page.Eval("client.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }))", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("globalThis.states = new Map(); simulatedToys.watch(s => { states.set(s.name, s); }).then(() => null)", nil)
	page.Eval("globalThis.level = () => states.get('Simulated Vibrator').outputs[0].value; globalThis.__kept = true", nil)
	page.Eval("globalThis.device = toy('Simulated Vibrator'); device.vibrate(1)", nil)
	page.Wait("level() > 0")
	page.Navigate("about:blank")
	if !page.Back() {
		var why string
		page.Eval("JSON.stringify(performance.getEntriesByType('navigation')[0].notRestoredReasons)", &why)
		t.Fatalf("the browser has not kept the page: %s", why)
	}
	page.Wait("level() === 0")
	assert.Equal(t, "ok", outcome(page, "device.vibrate(0.5)"))
	page.Wait("level() > 0")
	assert.Equal(t, 6, count(events(page), "deviceadded"))
	assert.NotContains(t, events(page), "disconnect")
}
