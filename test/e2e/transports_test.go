package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// stroker is a T-Code device at a port; what it is told that is no question is in told.
const stroker = `(async () => {
	const { fakeSerial, fakeStroker } = await import('/fakes/fakeserial.mjs');
	Object.assign(globalThis, fakeStroker());
	Object.defineProperty(navigator, 'serial', { value: fakeSerial({ allowed: [], chooses: port }), configurable: true });
})()`

// TestOtherWaysToToys is one page, for it takes longer to open than all else.
func TestOtherWaysToToys(t *testing.T) {
	site := lab.Site{Mounts: map[string]string{"/": "testdata", "/dist/": dist, "/fakes/": "../../web/test"}}.Serve(t)
	page := browser.Case(t).Open(site + "/client.html")
	page.Eval("ready", nil)
	page.Eval(stroker, nil)
	noStroker(t, page)
	strokerAtASerialPort(t, page)
	portInTwoTabs(t, page)
	gamepad(t, page)
	assert.Equal(t, "ok", outcome(page, "client.connect(new ButtplugWasmClientConnector({ devices: 'vibration' }))"))
	assert.Equal(t, "ButtplugDeviceError no-vibration", outcome(page, "client.startScanning()"), "a computer has no motor")
}

// noStroker: others are not disturbed, and the page is told.
func noStroker(t *testing.T, page *lab.Page) {
	page.Eval("port.refuses = new DOMException('Failed to open serial port.', 'NetworkError'); null", nil)
	assert.Equal(t, "ok", outcome(page, "client.connect(new ButtplugWasmClientConnector({ devices: ['serial', 'simulated'] }))"))
	assert.Equal(t, "ok", outcome(page, "client.startScanning()"))
	page.Wait("events.includes('error port-busy')")
	page.Wait("client.devices.size === 6")
	page.Eval("port.refuses = undefined; navigator.serial.asked.length = 0; null", nil)
	assert.Equal(t, "ok", outcome(page, "client.disconnect()"))
}

// strokerAtASerialPort is chosen, driven, stopped, unplugged, and found by itself when it is
// plugged in again.
func strokerAtASerialPort(t *testing.T, page *lab.Page) {
	assert.Equal(t, "ok", outcome(page, "checkTransport('serial').then(finding => { if (!finding.ok) throw finding; })"))
	assert.Equal(t, "ok", outcome(page, "client.connect(new ButtplugWasmClientConnector({ devices: 'serial', reconnect: false }))"))
	assert.Equal(t, "ok", outcome(page, "client.startScanning()"))
	page.Wait("toy('Own 1.0 (T-Code v0.3)')")
	page.Eval("globalThis.osr = toy('Own 1.0 (T-Code v0.3)'); null", nil)
	assert.Equal(t, "ok", outcome(page, "osr.runOutput(DeviceOutput.Vibrate.percent(0.5))"))
	assert.Equal(t, "ok", outcome(page, "osr.features.get(1).runOutput(DeviceOutput.PositionWithDuration.percent(1, 300))"))
	page.Wait("told.length === 2")
	assert.Equal(t, "ok", outcome(page, "client.stopAllDevices()"))
	page.Wait("told.includes('V00000')")
	var told []string
	page.Eval("told.splice(0)", &told)
	assert.Equal(t, []string{"V05000", "R09999I300", "DSTOP", "V00000"}, told)

	page.Eval("port.unplug()", nil)
	page.Wait("!toy('Own 1.0 (T-Code v0.3)')")
	assert.Contains(t, events(page), "deviceremoved Own 1.0 (T-Code v0.3)")
	page.Eval("navigator.serial.allowed.push(port); port.plugIn(navigator.serial)", nil)
	page.Wait("toy('Own 1.0 (T-Code v0.3)')")
	var asked int
	page.Eval("navigator.serial.asked.length", &asked)
	assert.Equal(t, 1, asked)
	assert.Equal(t, "ok", outcome(page, "client.disconnect()"))
	page.Wait("told.includes('DSTOP')")
}

// portInTwoTabs: a port that a tab uses is refused to another tab, which is told so, until that
// takes it over.
func portInTwoTabs(t *testing.T, first *lab.Page) {
	const own = "toy('Own 1.0 (T-Code v0.3)')"
	told := func(page *lab.Page) (all []string) {
		page.Eval("told.splice(0)", &all)
		return all
	}
	serial := "client.connect(new ButtplugWasmClientConnector({ devices: 'serial', reconnect: false }))"
	first.Eval("told.length = events.length = 0", nil)
	assert.Equal(t, "ok", outcome(first, serial))
	assert.Equal(t, "ok", outcome(first, "client.startScanning()"))
	first.Wait(own)
	assert.Equal(t, "ok", outcome(first, own+".runOutput(DeviceOutput.Vibrate.percent(0.5))"))
	first.Wait("told.at(-1) === 'V05000'")
	told(first)

	first.Eval("window.open('/client.html?second'); null", nil)
	second := first.Popup("/client.html?second")
	second.Eval("ready", nil)
	second.Eval(stroker, nil)
	assert.Equal(t, "ok", outcome(second, serial))
	assert.Equal(t, "ok", outcome(second, "client.startScanning()"))
	second.Wait("events.includes('error in-use') && events.includes('scanningfinished')")
	var opened, devices int
	second.Eval("port.opened.length", &opened)
	second.Eval("client.devices.size", &devices)
	assert.Zero(t, opened, "it is not even tried")
	assert.Zero(t, devices)
	assert.Empty(t, told(first), "the toy goes on")
	assert.NotContains(t, events(first), "deviceremoved Own 1.0 (T-Code v0.3)")
	assert.Equal(t, "ok", outcome(first, own+".runOutput(DeviceOutput.Vibrate.percent(1))"))
	first.Wait("told.at(-1) === 'V09999'")

	assert.Equal(t, "ok", outcome(second, "client.startScanning({ takeOver: true })"))
	first.Wait("events.includes('error taken-over') && events.includes('deviceremoved Own 1.0 (T-Code v0.3)')")
	first.Wait("told.includes('V00000')")
	second.Wait(own)
	assert.Equal(t, "ok", outcome(second, own+".runOutput(DeviceOutput.Vibrate.percent(0.25))"))
	second.Wait("told.at(-1) === 'V02500'")
	second.Close()
	assert.Equal(t, "ok", outcome(first, "client.disconnect()"))
}

// gamepad is a toy with as many motors as it has.
func gamepad(t *testing.T, page *lab.Page) {
	page.Eval(`globalThis.played = [];
		const vibrationActuator = { playEffect: async (type, effect) => { played.push([type, effect.strongMagnitude, effect.weakMagnitude].join(' ')); return 'complete' },
			reset: async () => { played.push('reset'); return 'complete' } };
		globalThis.pads = [{ index: 0, id: 'Some Pad (STANDARD GAMEPAD)', vibrationActuator }];
		Object.defineProperty(navigator, 'getGamepads', { value: () => [...pads], configurable: true }); null`, nil)
	assert.Equal(t, "ok", outcome(page, "client.connect(new ButtplugWasmClientConnector({ devices: 'gamepad', reconnect: false }))"))
	assert.Equal(t, "ok", outcome(page, "client.startScanning()"))
	page.Wait("toy('Some Pad')")
	page.Eval("globalThis.pad = toy('Some Pad'); null", nil)
	assert.Equal(t, "ok", outcome(page, "pad.features.get(1).runOutput(DeviceOutput.Vibrate.percent(0.25))"))
	page.Wait("played.length > 0")
	assert.Equal(t, "ok", outcome(page, "pad.stop()"))
	page.Wait("played.at(-1) === 'reset'")
	var played []string
	page.Eval("played.filter(one => one !== 'reset')", &played)
	assert.Equal(t, []string{"dual-rumble 0 0.25"}, played)
	page.Eval("pads.length = 0; dispatchEvent(Object.assign(new Event('gamepaddisconnected'), { gamepad: { index: 0 } })); null", nil)
	page.Wait("!toy('Some Pad')")
	page.Eval(`pads[1] = { index: 1, id: 'Other Pad', vibrationActuator: { playEffect: async () => 'complete', reset: async () => 'complete' } };
		dispatchEvent(Object.assign(new Event('gamepadconnected'), { gamepad: { index: 1 } })); null`, nil)
	page.Wait("toy('Other Pad')")
	assert.Equal(t, "ok", outcome(page, "client.disconnect()"))
}
