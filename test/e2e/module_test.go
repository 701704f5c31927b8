package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// answers is a site with a blank page at / and the package at /dist/, where some paths are
// answered in another way.
func answers(t *testing.T, others map[string]http.HandlerFunc, header http.Header) string {
	t.Helper()
	files := lab.Site{Mounts: map[string]string{"/dist/": dist}}.Serve(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), header)
		if other := others[r.URL.Path]; other != nil {
			other(w, r)
			return
		}
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html><title>A game</title>"))
		case "/favicon.ico":
		default:
			http.Redirect(w, r, files+r.URL.Path, http.StatusFound)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// file answers with a file of the package under another media type.
func file(t *testing.T, name, mediaType string, change func([]byte) []byte) http.HandlerFunc {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dist, name))
	require.NoError(t, err)
	if change != nil {
		data = change(slices.Clone(data))
	}
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		_, _ = w.Write(data)
	}
}

// stamp is the mark of its build in the module: the end of its first part.
func stamp(t *testing.T) []byte {
	t.Helper()
	module, err := os.ReadFile(filepath.Join(dist, "gobuttplug.wasm"))
	require.NoError(t, err)
	end := lab.FirstEnd(module)
	require.Positive(t, end)
	return module[end-12 : end]
}

// packageFiles answers with the files that the module is loaded from.
func packageFiles(t *testing.T) map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/dist/gobuttplug.mjs":  file(t, "gobuttplug.mjs", "text/javascript", nil),
		"/dist/gobuttplug.wasm": file(t, "gobuttplug.wasm", "application/wasm", nil),
	}
}

func TestModuleThatDoesNotLoad(t *testing.T) {
	missing := http.NotFound
	const script = "/dist/gobuttplug.mjs"
	for _, tt := range []struct {
		name   string
		path   string
		answer http.HandlerFunc
		csp    string
		code   string
		help   string // part of the sentence that tells what to do
	}{
		{name: "wrong type, right content", path: "/dist/gobuttplug.wasm", answer: file(t, "gobuttplug.wasm", "application/octet-stream", nil)},
		{name: "strict policy", csp: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types gobuttplug"},
		{name: "missing module", path: "/dist/gobuttplug.wasm", answer: missing, code: "wasm-not-found", help: "404"},
		{name: "a page instead", path: "/dist/gobuttplug.wasm", code: "wasm-invalid", help: "text/html", answer: func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<!doctype html>"))
		}},
		{name: "cut off", path: "/dist/gobuttplug.wasm", code: "wasm-invalid", help: "damaged",
			answer: file(t, "gobuttplug.wasm", "application/wasm", func(b []byte) []byte { return b[:len(b)/4] })},
		{name: "another module", path: "/dist/gobuttplug.wasm", code: "wasm-version", help: "different builds",
			answer: file(t, "gobuttplug.wasm", "application/wasm", func([]byte) []byte { return []byte("\x00asm\x01\x00\x00\x00") })},
		{name: "another build", path: script, code: "wasm-version", help: "different builds",
			answer: file(t, "gobuttplug.mjs", "text/javascript", func(b []byte) []byte {
				return bytes.ReplaceAll(b, stamp(t), []byte("another-one!"))
			})},
		{name: "no WebAssembly by policy", csp: "script-src 'self'", code: "wasm-blocked", help: "'wasm-unsafe-eval'"},
		{name: "no connection by policy", csp: "connect-src 'none'", code: "wasm-unreachable", help: "connect-src"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			others := packageFiles(t)
			if tt.path != "" {
				others[tt.path] = tt.answer
			}
			header := http.Header{}
			if tt.csp != "" {
				header.Set("Content-Security-Policy", tt.csp)
			}
			page := browser.Case(t).Open(answers(t, others, header))
			page.ExpectError("") // the browser has its own words for it
			page.Eval("import('"+script+"').then(m => { Object.assign(globalThis, m); })", nil)
			page.Eval("globalThis.client = new ButtplugClient(); null", nil)
			var failure struct{ Name, Code, Message string }
			page.Eval(`client.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }))
				.then(() => ({}), ({ name, code, message }) => ({ name, code, message }))`, &failure)
			assert.Equal(t, tt.code, failure.Code, failure.Message)
			var connected bool
			page.Eval("client.connected", &connected)
			assert.Equal(t, tt.code == "", connected)
			if tt.code != "" {
				assert.Equal(t, "ButtplugClientConnectorException", failure.Name)
				assert.Contains(t, failure.Message, tt.help)
			}
		})
	}
}

// A later try loads the module again.
func TestModuleThatLoadsTheSecondTime(t *testing.T) {
	others, tries := packageFiles(t), 0
	whole := others["/dist/gobuttplug.wasm"]
	others["/dist/gobuttplug.wasm"] = func(w http.ResponseWriter, r *http.Request) {
		if tries++; tries == 1 {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		whole(w, r)
	}
	page := browser.Case(t).Open(answers(t, others, nil))
	page.ExpectError("503")
	page.Eval("import('/dist/gobuttplug.mjs').then(m => { Object.assign(globalThis, m); })", nil)
	var code string
	page.Eval("preload().then(() => '', e => e.code)", &code)
	assert.Equal(t, "wasm-not-found", code)
	page.Eval("preload()", nil)
}

func TestPageKeepsItsGlobals(t *testing.T) {
	page := browser.Case(t).Open(answers(t, packageFiles(t), nil))
	page.Eval("globalThis.fs = 'mine'; globalThis.before = Object.getOwnPropertyNames(globalThis); null", nil)
	page.Eval("import('/dist/gobuttplug.mjs').then(m => m.preload())", nil)
	var added []string
	var fs string
	page.Eval("Object.getOwnPropertyNames(globalThis).filter(n => !before.includes(n) && n !== 'before')", &added)
	page.Eval("fs", &fs)
	assert.Empty(t, added)
	assert.Equal(t, "mine", fs)
}

// crash makes the module trap at its next step.
const crash = "new Uint8Array(instance.exports.mem.buffer).fill(0xff, 0x3000); null"

func TestModuleThatCrashes(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(answers(t, packageFiles(t), nil))
	page.ExpectError("")
	page.Eval(`(() => {
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (...args) => {
			const made = await instantiate(...args);
			globalThis.instance ??= made; // the first part has the memory
			return made;
		};
		const request = navigator.bluetooth.requestDevice;
		navigator.bluetooth.requestDevice = async options => globalThis.bluetoothDevice = await request.call(navigator.bluetooth, options);
		globalThis.events = [];
	})()`, nil)
	page.Eval("import('/dist/gobuttplug.mjs').then(m => { Object.assign(globalThis, m); })", nil)
	page.Eval(`(async () => {
		globalThis.client = new ButtplugClient();
		for (const name of ['deviceremoved', 'disconnect']) client.on(name, what => events.push(name + ' ' + (what.code ?? what.name)));
		globalThis.found = new Promise(r => client.once('deviceadded', r));
		await client.connect(new ButtplugWasmClientConnector());
		await client.startScanning();
		globalThis.device = await found;
	})()`, nil)
	toy.Script(func(lab.Operation) lab.Reply { return lab.Reply{Hang: true} })
	page.Eval("globalThis.pending = device.battery().catch(e => e.code); null", nil)
	toy.AwaitWrite(`"Battery;"`)
	page.Eval(crash, nil)
	var codes, seen []string
	page.Eval("Promise.all([device.vibrate(1).catch(e => e.code), pending])", &codes)
	assert.Equal(t, []string{"wasm-crashed", "wasm-crashed"}, codes)
	page.Eval("events", &seen)
	assert.Equal(t, []string{"deviceremoved " + hush, "disconnect wasm-crashed"}, seen)
	page.Wait("!bluetoothDevice.gatt.connected")

	toy.Script(lab.LovenseAnswer(hushID))
	page.Eval("client.connect(new ButtplugWasmClientConnector()).then(() => client.startScanning())", nil)
	page.Wait("client.devices.size === 1")
}

func TestArgumentsThatMakeNoSense(t *testing.T) {
	_, toy, page := found(t)
	page.Eval(`globalThis.code = f => { try { return Promise.resolve(f()).then(() => 'ok', e => e.code); } catch (e) { return e.code; } }; null`, nil)
	for call, want := range map[string]string{
		"hush.vibrate(NaN)":      "invalid-value",
		"hush.vibrate('0.5')":    "invalid-value",
		"hush.vibrate(1.01)":     "invalid-value",
		"hush.vibrate(-0.5)":     "invalid-value",
		"hush.vibrate()":         "invalid-value",
		"hush.runOutput()":       "invalid-value",
		"hush.runOutput('full')": "invalid-value",
		"hush.runOutput({ outputType: 'toString', value: 1 })":    "invalid-value",
		"hush.runOutput({ outputType: 'Vibrate', value: NaN })":   "invalid-value",
		"hush.runOutput({ outputType: 'Vibrate', value: 1e300 })": "invalid-value",
		"hush.runOutput(DeviceOutput.Vibrate.value(21))":          "range",
		"hush.runOutput(DeviceOutput.Vibrate.value(0.5))":         "invalid-value",
		"hush.runOutput(DeviceOutput.Vibrate.value(1e10))":        "invalid-value",
		"hush.runOutput(DeviceOutput.Rotate.percent(0.5))":        "unsupported",
		"hush.runOutput(DeviceOutput.Inflate.percent(0.5))":       "unsupported",
		"DeviceOutput.PositionWithDuration.percent(0.5)":          "invalid-value",
		"DeviceOutput.PositionWithDuration.value(5, -1)":          "invalid-value",
		"hush.features.get(0).runInput('Pressure', 'Read')":       "unsupported",
		"hush.features.get(0).runInput('Battery', 'constructor')": "unsupported",
		"client.connect()":                                         "already-connected",
		"new ButtplugClient().connect()":                           "invalid-connector",
		"new ButtplugClient().connect({})":                         "invalid-connector",
		"new ButtplugClient().startScanning()":                     "not-connected",
		"new ButtplugClient().disconnect()":                        "not-connected",
		"new ButtplugWasmClientConnector({ devices: 'usb' })":      "invalid-option",
		"new ButtplugWasmClientConnector({ devices: [] })":         "invalid-option",
		"new ButtplugWasmClientConnector({ maxPingTime: '5' })":    "invalid-option",
		"new ButtplugWasmClientConnector({ decode: 1 })":           "invalid-option",
		"new ButtplugWasmClientConnector().send({ Ping: {} })":     "not-connected",
		"simulatedToys.setInput('Nobody', 0, 'Battery', 1)":        "unknown-toy",
		"simulatedToys.setInput('Simulated Heater', -1, 'x', 1)":   "unknown-toy",
		"simulatedToys.setInput('Simulated Heater', 2, 'Battery')": "invalid-value",
		"simulatedToys.drop({})":                                   "unknown-toy",
		"new ButtplugClient({}).connect({ connect() {}, disconnect() {}, send() { throw 1 }, addListener() {} })": "closed",
		// One that tells by a promise.
		"new ButtplugClient({}).connect({ connect() {}, disconnect() {}, async send() { throw 1 }, addListener() {} })": "closed",
	} {
		var code string
		page.Eval("code(() => "+call+")", &code)
		assert.Equal(t, want, code, call)
	}
	toy.Expect()
	page.Eval("hush.vibrate(0.5)", nil)
	toy.Expect(`"Vibrate:10;"`)
}

// Two clients of one page drive the same toys.
func TestClientsShareTheToys(t *testing.T) {
	_, toy, page := found(t)
	page.Eval(`(async () => {
		globalThis.second = new ButtplugClient('second');
		await second.connect(new ButtplugWasmClientConnector({ devices: ['webbluetooth'] }));
		await [...second.devices.values()][0].vibrate(0.5);
	})()`, nil)
	toy.Expect(`"Vibrate:10;"`)
	page.Eval("hush.vibrate(1)", nil)
	toy.Expect(`"Vibrate:20;"`)
	page.Eval("client.disconnect()", nil)
	toy.Expect(`"Vibrate:0;"`)
	page.Eval("[...second.devices.values()][0].vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
}

// Nobody waits for the answer to the stop that beats the game. That a server refuses it is
// told all the same.
func TestRefusedSafetyStopIsTold(t *testing.T) {
	_, _, page := found(t)
	page.Eval(`(async () => {
		const answers = {
			RequestServerInfo: { ServerInfo: { ServerName: 'deaf', MaxPingTime: 0, ProtocolVersionMajor: 4, ProtocolVersionMinor: 0 } },
			RequestDeviceList: { DeviceList: { Devices: { 0: { DeviceIndex: 0, DeviceName: 'Deaf', DeviceMessageTimingGap: 0,
				DeviceFeatures: { 0: { FeatureIndex: 0, FeatureDescription: '', Output: { Vibrate: { Value: [0, 20] } } } } } } } },
			StopCmd: { Error: { ErrorMessage: 'It does not stop.', ErrorCode: 4 } },
		};
		class Deaf {
			connect() {}
			disconnect() {}
			removeListener() {}
			addListener(event, fn) { this[event] = fn; }
			send(sent) {
				const [[name, { Id }]] = Object.entries(sent), [[reply, body]] = Object.entries(answers[name]);
				queueMicrotask(() => this.message([{ [reply]: { Id, ...body } }]));
			}
		}
		globalThis.remote = new ButtplugClient('remote');
		globalThis.told = new Promise(resolve => remote.on('error', error => resolve(error.message)));
		await remote.connect(new Deaf());
		safety.stop();
	})()`, nil)
	var told string
	page.Eval("told", &told)
	assert.Contains(t, told, "It does not stop.")
	page.Eval("safety.release()", nil)
}

// A connector that is none of the library's carries messages.
func TestForeignConnector(t *testing.T) {
	s := servePage(t)
	page := browser.Case(t).Open(s.Page)
	page.Eval("import(new URL('gobuttplug.mjs', location)).then(m => { Object.assign(globalThis, m); })", nil)
	page.Eval(`(async () => {
		class Foreign extends ButtplugBrowserWebsocketClientConnector {
			sent = [];
			sendMessage(msg) { this.sent.push(Object.keys(msg)[0]); super.sendMessage(msg); }
		}
		globalThis.connector = new Foreign('`+s.Address+`');
		globalThis.client = new ButtplugClient('foreign');
		globalThis.gone = new Promise(r => client.once('disconnect', r));
		await client.connect(connector);
		await client.startScanning();
	})()`, nil)
	page.Wait("client.devices.size === 6")
	page.Eval("[...client.devices.values()].find(d => d.name === 'Simulated Vibrator').vibrate(0.5)", nil)
	var sent []string
	page.Eval("connector.sent", &sent)
	assert.Equal(t, []string{"RequestServerInfo", "RequestDeviceList", "StartScanning", "OutputCmd"}, sent)
	page.Eval("client.disconnect()", nil)
	var connected bool
	page.Eval("connector.Connected", &connected)
	assert.False(t, connected)

	page.Eval("client.connect(connector)", nil)
	s.Stop()
	page.Wait("!client.connected && !connector.Connected")
}

// What has to be there before the module is asked for: one script in any page, and nothing in a page that says in its
// head what it will need. A hint of another kind than the request loads the module twice.
func TestModuleIsAskedForEarly(t *testing.T) {
	type asked struct {
		By    string   // what asked: a script, or a link in the head
		After []string // the scripts that had come
	}
	c := browser.Case(t)
	for path, want := range map[string]asked{
		"/client.html":     {By: "fetch", After: []string{"gobuttplug.mjs"}},
		"/dist/index.html": {By: "link", After: []string{}},
	} {
		page := c.Open(site(t) + path)
		page.Eval("import('/dist/gobuttplug.mjs').then(m => m.preload())", nil) // which the page calls too
		var got []asked
		page.Eval(`(() => {
			const nameOf = e => new URL(e.name).pathname.split('/').pop();
			const all = performance.getEntriesByType('resource').filter(e => /[.](mjs|js|wasm)$/.test(nameOf(e)));
			return all.filter(e => nameOf(e) === 'gobuttplug.wasm').map(m => ({ By: m.initiatorType, After: all.filter(e => e.responseEnd <= m.startTime).map(nameOf) }));
		})()`, &got)
		assert.Equal(t, []asked{want}, got, path)
		page.Close()
	}
}
