package e2e

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// loaded names the modules that the page has fetched.
func loaded(page *lab.Page) (names []string) {
	page.Eval("performance.getEntriesByType('resource').map(e => new URL(e.name).pathname).filter(p => p.endsWith('.wasm'))", &names)
	return names
}

// A page whose clients use servers elsewhere never loads the server. Everything else is there; and a
// server in the page, if it is wanted later, goes beside.
func TestPageWithARemoteServerOnly(t *testing.T) {
	s := servePage(t, "--show-toys")
	page := browser.Case(t).Open(s.Page + "/devices.json") // a page of that site without a script of ours
	page.ExpectError("favicon.ico")
	page.Eval(`import('/gobuttplug.mjs').then(g => {
		Object.assign(globalThis, g);
		globalThis.client = new ButtplugClient('e2e');
		globalThis.events = [];
		for (const name of ['deviceadded', 'inputreading', 'disconnect']) client.on(name, what => events.push(name + ' ' + (what?.inputType ?? what?.name ?? '')));
		globalThis.toy = name => [...client.devices.values()].find(d => d.name === name);
		globalThis.outcome = promise => promise.then(() => 'ok', error => error.code);
		limits.set({ top: 0.5 });
		return client.connect(new ButtplugBrowserWebsocketClientConnector('`+s.Address+`'));
	}).then(() => null)`, nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("toy('Simulated Vibrator').vibrate(1)", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b10\b`)) // as the limits allow
	page.Eval("limits.set({ top: 0.25 })", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b5\b`))
	page.Eval("safety.stop()", nil)
	s.AwaitOutput(regexp.MustCompile(`(?s)\b5\b.*Simulated Vibrator.*Vibrate.*\b0\b`))
	assert.Equal(t, "ok", outcome(page, "toy('Simulated Vibrator').vibrate(1)"), "held, and the game goes on")
	page.Eval("safety.release(); limits.reset()", nil)
	var battery float64
	page.Eval("[...client.devices.values()].find(d => d.hasInput('Battery')).battery()", &battery)
	assert.Positive(t, battery)
	assert.Equal(t, "range", outcome(page, "toy('Simulated Vibrator').runOutput(DeviceOutput.Vibrate.value(21))"))
	assert.Equal(t, "unsupported", outcome(page, "toy('Simulated Vibrator').rotate(1)"))
	page.Eval("client.stopAllDevices()", nil)
	assert.Equal(t, []string{"/gobuttplug-remote.wasm"}, loaded(page))

	page.Eval(`globalThis.local = new ButtplugClient('local');
		local.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }))`, nil)
	page.Eval("local.startScanning()", nil)
	page.Wait("local.devices.size === 6")
	assert.Equal(t, []string{"/gobuttplug-remote.wasm", "/gobuttplug.wasm"}, loaded(page))
	page.Eval(`globalThis.levels = {};
		simulatedToys.watch(state => { levels[state.name] = state.outputs[0].value; }).then(() => null)`, nil)
	page.Eval("Promise.all([toy('Simulated Vibrator').vibrate(0.15), local.group().vibrate(1)]).then(() => null)", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b3\b`))
	page.Wait("levels['Simulated Vibrator'] === 20")
	page.Eval("safety.stop()", nil)
	s.AwaitOutput(regexp.MustCompile(`(?s)\b3\b.*Simulated Vibrator.*Vibrate.*\b0\b`))
	page.Wait("levels['Simulated Vibrator'] === 0")
	page.Eval("safety.release()", nil)
	assert.Equal(t, "ok", outcome(page, "toy('Simulated Vibrator').vibrate(0.1)"))
	page.Eval("client.disconnect()", nil)
	page.Wait("events.includes('disconnect ')")

	// The next client of a server elsewhere uses the module that does more.
	page.Eval("globalThis.next = new ButtplugClient('next'); next.connect(new ButtplugBrowserWebsocketClientConnector('"+s.Address+"'))", nil)
	var same bool
	page.Eval("next._engine === local._engine", &same)
	assert.True(t, same)
}

// Levels that follow each other in one task are one message for a server elsewhere.
func TestLevelsOfOneTaskAreOneMessage(t *testing.T) {
	s := servePage(t, "--show-toys")
	page := browser.Case(t).Open(s.Page + "/devices.json")
	page.ExpectError("favicon.ico")
	page.Eval(`import('/gobuttplug.mjs').then(async ({ ButtplugClient, ButtplugBrowserWebsocketClientConnector }) => {
		globalThis.messages = [];
		const { send } = WebSocket.prototype;
		WebSocket.prototype.send = function (data) {
			messages.push(...JSON.parse(typeof data === 'string' ? data : new TextDecoder().decode(data)).map(m => Object.keys(m)[0]));
			return send.call(this, data);
		};
		globalThis.client = new ButtplugClient('e2e');
		await client.connect(new ButtplugBrowserWebsocketClientConnector('`+s.Address+`'));
		await client.startScanning();
	})`, nil)
	page.Wait("[...client.devices.values()].some(d => d.name === 'Simulated Vibrator')")
	var messages []string
	page.Eval(`(async () => {
		const toy = [...client.devices.values()].find(d => d.name === 'Simulated Vibrator');
		messages.length = 0;
		await Promise.all(Array.from({ length: 1000 }, (_, i) => toy.vibrate((i % 20 + 1) / 20)));
		return messages;
	})()`, &messages)
	assert.Equal(t, []string{"OutputCmd"}, messages)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*\b20\b`))
}

// Whoever copies files by an older list lacks the small module; the whole one does the same.
func TestPageWithoutTheSmallModule(t *testing.T) {
	others := packageFiles(t)
	others["/dist/gobuttplug-remote.wasm"] = http.NotFound
	page := browser.Case(t).Open(answers(t, others, nil))
	page.ExpectError("404")
	page.Eval("import('/dist/gobuttplug.mjs').then(m => m.preload({ remote: true })).then(() => null)", nil)
	assert.Contains(t, loaded(page), "/dist/gobuttplug.wasm")
}
