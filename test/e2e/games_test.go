package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inGame opens the page of a game, connects in it and finds a Hush.
func inGame(t *testing.T) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/games.html")
	page.Eval("ready", nil)
	meet(page)
	toy.Forget()
	return c, toy, page
}

// meet connects a game's page and finds the toy that its user chooses.
func meet(page *lab.Page) {
	page.Eval("join()", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
}

// since counts what was asked of the toy so far, for writes.
func since(toy *lab.Toy) int { return len(toy.Operations()) }

// writes lists what the toy was written after since.
func writes(toy *lab.Toy, since int) (all []string) {
	for _, o := range toy.Operations()[since:] {
		if o.Kind == lab.Write {
			all = append(all, strings.TrimPrefix(o.String(), "write "))
		}
	}
	return all
}

func TestLimitsOfThePlayer(t *testing.T) {
	_, toy, page := inGame(t)
	page.Eval("limits.set({ top: 0.5 })", nil)
	page.Eval("hush.vibrate(1)", nil)
	toy.Expect(`"Vibrate:10;"`)
	page.Eval("limits.set({ top: 0.25 }, hush)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)

	// A game that speaks messages, of an old version too, gets no further.
	toy.Forget()
	page.Eval(`openFrames({}, { onFrame() {} }).then(s => {
		s.send('[{"RequestServerInfo":{"Id":1,"ClientName":"old","MessageVersion":2}}]');
		s.send('[{"VibrateCmd":{"Id":2,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":0.2}]}}]');
		s.send('[{"VibrateCmd":{"Id":3,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":1}]}}]');
	})`, nil)
	toy.AwaitWrite(`"Vibrate:5;"`)

	page.Eval("limits.set({ ramp: 0.5 })", nil) // ten steps a second
	page.Eval("limits.reset(hush)", nil)
	page.Eval("hush.stop()", nil)
	toy.AwaitWrite(`"Vibrate:0;"`)
	start := since(toy)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	assert.Greater(t, len(writes(toy, start)), 1, "it rises in steps")

	// Other tabs know of it, and change it.
	page.Eval("window.open('/games.html?settings'); null", nil)
	settings := page.Popup("/games.html?settings")
	settings.Eval("ready", nil)
	var top float64
	settings.Eval("limits.get().top", &top)
	assert.Equal(t, 0.5, top)
	settings.Eval("limits.set({ top: 0.1 })", nil)
	toy.AwaitWrite(`"Vibrate:2;"`)
}

// They hold for the toys of another server too, which knows nothing of them.
func TestLimitsOfThePlayerAtAnotherServer(t *testing.T) {
	for what, connector := range map[string]string{
		"by a connector of the library": "ButtplugBrowserWebsocketClientConnector",
		"by another one":                "class extends ButtplugBrowserWebsocketClientConnector { sendMessage(msg) { super.sendMessage(msg); } }",
	} {
		t.Run(what, func(t *testing.T) { limitsAtAnotherServer(t, connector) })
	}
}

func limitsAtAnotherServer(t *testing.T, connector string) {
	s := servePage(t, "--show-toys")
	page := browser.Case(t).Open(s.Page)
	page.Eval("import('/gobuttplug.mjs').then(g => Object.assign(globalThis, g)).then(() => null)", nil)
	page.Eval("globalThis.client = new ButtplugClient('e2e'); client.connect(new ("+connector+")('"+s.Address+"'))", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("limits.set({ top: 0.35 }); [...client.devices.values()].find(d => d.name === 'Simulated Vibrator').vibrate(1)", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b7\b`))
	page.Eval("limits.set({ top: 0.2 })", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b4\b`))
	page.Eval("safety.stop()", nil)
	s.AwaitOutput(regexp.MustCompile(`(?s)\b4\b.*Simulated Vibrator.*Vibrate.*\b0\b`))
}

func TestPanicKeyBeatsTheGame(t *testing.T) {
	_, toy, page := inGame(t)
	page.Eval("globalThis.level = 0; setInterval(() => { level = level % 20 + 1; hush.vibrate(level / 20); haptics.vibrate(level / 20); })", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Press("Escape")
	page.Press("Escape")
	page.Wait("safety.stopped")
	quiet(t, toy)
	start := since(toy)
	page.Eval("new Promise(resolve => setTimeout(resolve, 300))", nil)
	assert.Empty(t, writes(toy, start), "nothing moves")
	assert.Equal(t, "ok", outcome(page, "hush.vibrate(1)"), "the game goes on")
	assert.Equal(t, "ok", outcome(page, "hush.stop()"))
	page.Eval("safety.release()", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
}

func TestLeavingThePageBeatsTheGame(t *testing.T) {
	_, toy, page := inGame(t)
	page.Eval("addEventListener('pagehide', () => { hush.vibrate(1).catch(e => sessionStorage.setItem('left', e.code)); haptics.vibrate(1); })", nil)
	page.Eval("hush.vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Reload()
	page.Eval("ready", nil)
	quiet(t, toy)
	var code string
	page.Eval("sessionStorage.getItem('left')", &code)
	assert.Equal(t, "page-hidden", code)
}

func TestRumbleDrivesTheToys(t *testing.T) {
	_, toy, page := inGame(t)
	page.Eval("globalThis.end = bridgeRumble(haptics); null", nil)
	var taken bool
	page.Eval("navigator.vibrate(150)", &taken)
	assert.True(t, taken, "the phone rumbles too")
	toy.Expect(`"Vibrate:20;"`)
	toy.AwaitWrite(`"Vibrate:0;"`)
	toy.Forget()
	page.Eval(`GamepadHapticActuator.prototype.playEffect.call({}, 'dual-rumble', { duration: 150, strongMagnitude: 0.5 }).catch(() => {})`, nil)
	toy.Expect(`"Vibrate:10;"`)
	toy.AwaitWrite(`"Vibrate:0;"`)
	var native string
	page.Eval("end(); Function.prototype.toString.call(navigator.vibrate)", &native)
	assert.Contains(t, native, "[native code]")
}

// A game that only vibrates also drives a stroker, a pump and a rotator.
func TestOneGameDrivesEveryToy(t *testing.T) {
	c := browser.Case(t)
	page := c.Open(site(t) + "/games.html")
	page.Eval("join({ devices: 'simulated' })", nil)
	page.Eval(`globalThis.seen = {}; simulatedToys.watch(s => { for (const o of s.outputs) if (o.value) seen[s.name + ' ' + o.type] = o.value; })`, nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("playerSettings.map('Position', { follow: 'always' }); playerSettings.map('Rotate', { follow: 'always', strength: 0.5 }); haptics.vibrate(1)", nil)
	page.Wait("seen['Simulated Stroker HwPositionWithDuration']")
	var seen map[string]int
	page.Eval("seen", &seen)
	assert.Equal(t, map[string]int{
		"Simulated Vibrator Vibrate": 20, "Simulated Rotator Vibrate": 20, "Simulated Rotator Rotate": 10, "Simulated Trainer Vibrate": 100,
		"Simulated Stroker Oscillate": 20, "Simulated Stroker HwPositionWithDuration": 100, "Simulated Air Pump Constrict": 3,
	}, seen)
	page.Eval("haptics.stop(); playerSettings.reset()", nil)
}

func TestEventsAsAnAsyncIterable(t *testing.T) {
	c := browser.Case(t)
	page := c.Open(site(t) + "/games.html")
	page.Eval(`globalThis.names = (async () => { const names = []; for await (const device of client.events('deviceadded')) if (names.push(device.name) === 6) return names; })(); null`, nil)
	page.Eval("join({ devices: 'simulated' })", nil)
	page.Eval("client.startScanning()", nil)
	var names []string
	page.Eval("names", &names)
	assert.Len(t, names, 6)
}

func TestAToyBelongsToOneTab(t *testing.T) {
	_, toy, first := inGame(t)
	first.Eval("hush.vibrate(0.5)", nil)
	toy.Expect(`"Vibrate:10;"`)
	first.Eval("window.open('/games.html?second'); null", nil)
	second := first.Popup("/games.html?second")
	second.Eval("ready", nil)
	second.Eval("join()", nil)
	second.Eval("client.startScanning()", nil)
	second.Wait("events.includes('error in-use')")
	var devices int
	second.Eval("client.devices.size", &devices)
	assert.Zero(t, devices)
	first.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)

	toy.Forget()
	second.Eval("client.startScanning({ takeOver: true })", nil)
	first.Wait("events.includes('error taken-over') && events.includes('deviceremoved " + hush + "')")
	toy.AwaitWrite(`"Vibrate:0;"`)
	second.Wait("toy('" + hush + "')")
	toy.Forget()
	second.Eval("toy('"+hush+"').vibrate(0.25)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)

	second.Eval("client.disconnect()", nil)
	require.Eventually(t, func() bool {
		var n int
		second.Eval("client.devices.size", &n)
		return n == 0
	}, lab.Timeout, 10*time.Millisecond)
}

// Two clients of one page share the toys.
func TestTwoClientsOfOnePage(t *testing.T) {
	_, toy, page := inGame(t)
	page.Eval("globalThis.other = new ButtplugClient('other'); other.connect(new ButtplugWasmClientConnector())", nil)
	page.Eval("other.group().vibrate(0.5)", nil)
	toy.Expect(`"Vibrate:10;"`)
	page.Eval("hush.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Eval("other.disconnect()", nil)
	assert.Equal(t, "ok", outcome(page, "hush.vibrate(0.25)"))
	toy.AwaitWrite(`"Vibrate:5;"`)
}

// Whatever a game gets wrong is told once, with a code, and harms nothing else. The test fails
// too if the page logs an unhandled rejection.
func TestCallsThatMakeNoSense(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/games.html")
	const connector, device = "ButtplugClientConnectorException ", "ButtplugDeviceError "
	assert.Equal(t, connector+"not-connected", outcome(page, "client.startScanning()"))
	assert.Equal(t, "ok", outcome(page, "client.group().vibrate(1)"), "there are no toys yet")
	page.Eval("haptics.vibrate(0.5); haptics.play('hit'); null", nil)
	page.Eval("haptics.stop(); null", nil)
	meet(page)
	toy.AwaitWrite(`"DeviceType;"`)
	for call, want := range map[string]string{
		"hush.vibrate(NaN)": "invalid-value", "hush.vibrate('1')": "invalid-value", "hush.vibrate(-0.1)": "invalid-value", "hush.vibrate(2)": "invalid-value",
		"hush.vibrate(1, { motor: 1 })": "unsupported", "hush.rotate(1)": "unsupported", "client.group().move(0.5, NaN)": "invalid-value",
		"client.group().rotate(NaN)": "invalid-value", "(async () => haptics.vibrate(NaN))()": "invalid-value",
		"(async () => haptics.play('no such event'))()": "unknown-event", "(async () => limits.set({ top: '1' }))()": "invalid-value",
	} {
		assert.Equal(t, device+want, outcome(page, call), call)
	}
	var told int
	page.Eval("Promise.allSettled(Array.from({ length: 1000 }, (_, i) => hush.vibrate(i % 2 ? 1 : NaN))).then(all => all.filter(r => r.status === 'rejected').length)", &told)
	assert.Equal(t, 500, told, "one rejection for each wrong call")
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Eval("for (let i = 0; i < 1000; i++) haptics.vibrate((i % 10 + 1) / 10); hush.stop()", nil)

	toy.Script(outOfReach)
	toy.Disconnect()
	page.Wait("hush.reconnecting")
	assert.Equal(t, device+"reconnecting", outcome(page, "hush.vibrate(1)"))
	page.Eval("for (let i = 0; i < 1000; i++) { haptics.vibrate(i / 1000); haptics.play('hit'); } haptics.stop(); null", nil)
	page.Eval("haptics.close(); null", nil)
	assert.Equal(t, device+"closed", outcome(page, "(async () => haptics.vibrate(1))()"))
}

// The inputs of simulated toys have the names that the declarations give them, and can be set by these.
func TestInputsOfSimulatedToys(t *testing.T) {
	page := browser.Case(t).Open(site(t) + "/games.html")
	page.Eval("join({ devices: 'simulated' })", nil)
	page.Eval(`globalThis.signal = undefined; simulatedToys.watch(s => { signal = s.inputs.find(i => i.type === InputType.RSSI) ?? signal; })`, nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("signal && client.devices.size === 6")
	page.Eval("simulatedToys.setInput('Simulated Trainer', signal.feature, signal.type, -42)", nil)
	page.Wait("signal.value === -42")
}
