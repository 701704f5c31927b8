package e2e

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// heldUp is the module as a slow line brings it: the first part comes at once, and what is sent to rest after that. The
// connection breaks off where that is less than the file.
type heldUp struct {
	file     []byte
	firstEnd int
	rest     chan []byte
	over     chan struct{} // the test is
}

func newHeldUp(t *testing.T) *heldUp {
	t.Helper()
	module, err := os.ReadFile(filepath.Join(dist, "gobuttplug.wasm"))
	require.NoError(t, err)
	end := lab.FirstEnd(module)
	require.Positive(t, end, "the module is in one part")
	return &heldUp{module, end, make(chan []byte, 9), make(chan struct{})}
}

func (h *heldUp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/wasm")
	w.Header().Set("Content-Length", fmt.Sprint(len(h.file)))
	_, _ = w.Write(h.file[:h.firstEnd])
	w.(http.Flusher).Flush()
	select {
	case rest := <-h.rest:
		_, _ = w.Write(rest)
		if len(rest) < len(h.file)-h.firstEnd {
			panic(http.ErrAbortHandler)
		}
	case <-r.Context().Done():
	case <-h.over:
		panic(http.ErrAbortHandler)
	}
}

// comes lets the rest come.
func (h *heldUp) comes() { h.rest <- h.file[h.firstEnd:] }

// held opens a page whose module is held up, and has a client connect to the server in the page.
func held(t *testing.T) (c *lab.Case, module *heldUp, page *lab.Page) {
	t.Helper()
	c, module = browser.Case(t), newHeldUp(t)
	others := packageFiles(t)
	others["/dist/gobuttplug.wasm"] = module.ServeHTTP
	address := answers(t, others, nil)
	t.Cleanup(func() { close(module.over) }) // the server waits for what it has begun to answer
	page = c.Open(address)
	page.Eval("import('/dist/gobuttplug.mjs').then(m => { Object.assign(globalThis, m); })", nil)
	page.Eval(`(async () => {
		globalThis.events = [];
		globalThis.outcome = promise => promise.then(() => 'ok', error => error instanceof DOMException ? error.name : error.code);
		const instantiate = WebAssembly.instantiate;
		WebAssembly.instantiate = async (...args) => {
			const made = await instantiate(...args);
			globalThis.instance ??= made; // of the first part
			return made;
		};
		globalThis.client = new ButtplugClient();
		for (const name of ['deviceadded', 'disconnect']) client.on(name, what => events.push(name + ' ' + (what?.code ?? what?.name)));
		client.connect(new ButtplugWasmClientConnector());
	})()`, nil)
	page.Wait("client.connected || globalThis.instance?.exports.rest.value === 2")
	var waits []int // for the function whose PC is where Go will look
	page.Eval("client.connected ? [] : [new DataView(instance.exports.mem.buffer).getUint16(instance.exports.getsp() - 6, true)]", &waits)
	if len(waits) > 0 {
		t.Fatalf("the first part lacks %s; run make first", lab.ReadFunctions(t, dist).NameAt(waits[0]))
	}
	return c, module, page
}

// rest is how it is with the rest: 0 it is missing, 1 it is there, 2 Go waits for it.
func rest(page *lab.Page) (state int) {
	page.Eval("instance.exports.rest.value", &state)
	return state
}

// A client connects while the rest of the module is on its way: the first part has all that this takes.
func TestConnectsBeforeTheRestIsThere(t *testing.T) {
	c, module, page := held(t)
	toy := c.AddHush()
	page.Eval(`limits.set({ top: 0.5 });
		globalThis.all = Promise.all([preload(), client.startScanning()].map(outcome)).then(all => globalThis.done = all);
		new Promise(resolve => setTimeout(resolve, 50))`, nil)
	var early bool
	page.Eval("'done' in globalThis", &early)
	assert.False(t, early, "nothing that takes the rest is carried out, or refused")
	assert.Zero(t, rest(page))
	module.comes()
	var outcomes []string
	page.Eval("all", &outcomes)
	assert.Equal(t, []string{"ok", "ok"}, outcomes)
	assert.Equal(t, 1, rest(page))
	page.Wait("client.devices.size === 1")
	page.Eval("[...client.devices.values()][0].vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`) // the limit was set before
}

// A client that connects elsewhere through the module that has begun needs more than the first part: Go waits for
// the rest where it comes to that, and goes on. What is called meanwhile waits with it.
func TestWaitsForTheRest(t *testing.T) {
	s := lab.Serve(t, server, "--allow-origin", "*")
	_, module, page := held(t)
	page.Eval(`globalThis.all = [
			new ButtplugClient().connect(new ButtplugBrowserWebsocketClientConnector('`+s.Address+`')),
			new ButtplugClient().connect(new ButtplugWasmClientConnector()),
			new ButtplugClient().connect(new ButtplugBrowserWebsocketClientConnector('`+silentServer(t)+`'), { signal: AbortSignal.timeout(300) }),
			client.disconnect(),
		].map(outcome);
		new Promise(resolve => setTimeout(resolve, 50))`, nil)
	assert.Equal(t, 2, rest(page))
	module.comes()
	var outcomes []string
	page.Eval("Promise.all(all)", &outcomes)
	assert.Equal(t, []string{"ok", "ok", "TimeoutError", "ok"}, outcomes)
}

// Without the rest everything fails with what is wrong; connecting anew loads the module anew.
func TestRestThatDoesNotCome(t *testing.T) {
	for _, tt := range []struct {
		name, code, noise string
		rest              func(module *heldUp) []byte
	}{
		{"breaks off", "wasm-unreachable", "net::", func(m *heldUp) []byte { return m.file[m.firstEnd : m.firstEnd+1000] }},
		{"is damaged", "wasm-invalid", "", func(m *heldUp) []byte { return make([]byte, len(m.file)-m.firstEnd) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, module, page := held(t)
			page.ExpectError("")
			page.Eval("globalThis.scanned = outcome(client.startScanning()); null", nil)
			module.rest <- tt.rest(module)
			var code string
			page.Eval("scanned", &code)
			assert.Equal(t, tt.code, code)
			page.Wait("events.length === 1")
			var events []string
			page.Eval("events", &events)
			assert.Equal(t, []string{"disconnect " + tt.code}, events)
			page.Eval("outcome(client.stopAllDevices())", &code)
			assert.Equal(t, "not-connected", code)

			module.comes()
			page.Eval("outcome(client.connect(new ButtplugWasmClientConnector({ devices: 'simulated' })).then(() => client.startScanning()))", &code)
			assert.Equal(t, "ok", code)
			page.Wait("client.devices.size > 0")
		})
	}
}

// Whatever address the whole module has, both of its parts are taken.
func TestWholeModuleInPlaceOfTheSmallOne(t *testing.T) {
	page := browser.Case(t).Open(answers(t, packageFiles(t), nil))
	page.Eval("import('/dist/gobuttplug.mjs').then(m => m.preload({ remote: true, wasmUrl: '/dist/gobuttplug.wasm' }))", nil)
	var names []string
	page.Eval("performance.getEntriesByType('resource').map(e => new URL(e.name).pathname).filter(p => p.endsWith('.wasm'))", &names)
	assert.Equal(t, []string{"/dist/gobuttplug.wasm"}, names)
	page.Eval(`import('/dist/gobuttplug.mjs').then(async m => {
		const client = new m.ButtplugClient();
		await client.connect(new m.ButtplugBrowserWebsocketClientConnector('`+lab.Serve(t, server, "--allow-origin", "*").Address+`'));
		await client.startScanning();
	})`, nil)
}

// A page that is left before the module is whole leaves nothing behind that fails.
func TestPageThatIsLeftBeforeTheRest(t *testing.T) {
	_, module, page := held(t)
	page.Eval("globalThis.scanned = outcome(client.startScanning()); null", nil)
	page.Navigate("about:blank")
	module.comes()
	assert.Empty(t, page.Errors())
}
