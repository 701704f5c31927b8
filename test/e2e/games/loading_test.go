package games

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// fileOf is a file of the package.
func fileOf(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dist, name))
	require.NoError(t, err)
	return data
}

// answer is a handler that gives this.
func answer(status int, kind string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write(body) // the browser may have gone
	})
}

// breaksOff answers with the first half and then loses the connection.
func breaksOff(kind string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		panic(http.ErrAbortHandler)
	})
}

// Whatever goes wrong with the files: an error with a code, and a text that tells what to do.
func TestLoadingFails(t *testing.T) {
	const wasm = "/gobuttplug/gobuttplug.wasm"
	module := fileOf(t, "gobuttplug.wasm")
	header := module[:8]
	for _, tt := range []struct {
		name    string
		instead map[string]http.Handler
		headers map[string]string
		before  string // a script that runs first
		load    string // default: preload()
		code    string
		tells   string // part of the message
		noise   string // what else the browser logs
	}{
		{name: "missing", instead: map[string]http.Handler{wasm: answer(404, "text/html", nil)}, code: "wasm-not-found", tells: "Put gobuttplug.wasm beside", noise: "404"},
		{name: "the server is in trouble", instead: map[string]http.Handler{wasm: answer(503, "text/html", nil)}, code: "wasm-not-found", tells: "503", noise: "503"},
		{name: "a page in its place", instead: map[string]http.Handler{wasm: answer(200, "text/html", []byte("<!doctype html><p>Not here"))}, code: "wasm-invalid", tells: "it came as text/html"},
		{name: "empty", instead: map[string]http.Handler{wasm: answer(200, "text/plain", nil)}, code: "wasm-invalid", tells: "not a WebAssembly module"},
		{name: "of another build", instead: map[string]http.Handler{wasm: answer(200, "application/wasm", bytes.Replace(module, stamp(module), []byte("0123456789ab"), 1))}, code: "wasm-version", tells: "Take both from the same release"},
		{name: "of another program", instead: map[string]http.Handler{wasm: answer(200, "application/wasm", header)}, code: "wasm-version", tells: "(none)"},
		{name: "damaged", instead: map[string]http.Handler{wasm: answer(200, "application/wasm", append(bytes.Clone(header), 0xff, 0xff))}, code: "wasm-invalid", tells: "can't be compiled"},
		{name: "breaks off", instead: map[string]http.Handler{wasm: breaksOff("application/wasm", module)}, code: "wasm-unreachable", tells: "broke off", noise: "net::"},
		{name: "breaks off, with another type", instead: map[string]http.Handler{wasm: breaksOff("application/octet-stream", module)}, code: "wasm-unreachable", tells: "broke off", noise: "net::"},
		{name: "a part of the browser is missing", before: "Object.defineProperty(globalThis, 'crypto', { value: undefined })", code: "wasm-start", tells: "globalThis.crypto"},
		{name: "no memory left", before: "WebAssembly.instantiate = async () => { throw new RangeError('out of memory') }", code: "wasm-start", tells: "short of memory"},
		{name: "no wasm in the policy", headers: map[string]string{"Content-Security-Policy": "script-src 'self' 'unsafe-inline'"}, code: "wasm-blocked", tells: "Add 'wasm-unsafe-eval'"},
		{name: "no fetch in the policy", headers: map[string]string{"Content-Security-Policy": "connect-src 'none'"}, code: "wasm-unreachable", tells: "connect-src", noise: "Content Security Policy"},
		{name: "no WebAssembly", before: "delete globalThis.WebAssembly", code: "no-webassembly", tells: "A current Chrome"},
		{name: "no network", before: "globalThis.fetch = async () => { throw new TypeError('Failed to fetch'); }", code: "wasm-unreachable", tells: "no network"},
		{name: "another origin without leave", load: "preload({ wasmUrl: location.origin.replace('127.0.0.1', 'localhost') + '" + wasm + "' })", code: "wasm-unreachable", tells: "CORS", noise: "localhost"},
		{name: "not an address", load: "preload({ wasmUrl: 'http://[' })", code: "invalid-option", tells: "wasmUrl"},
		{name: "an address that leads nowhere", load: "preload({ wasmUrl: 'other/gobuttplug.wasm' })", code: "wasm-not-found", tells: "/game/other/gobuttplug.wasm", noise: "404"},
		{name: "no Web Bluetooth", before: "delete Navigator.prototype.bluetooth", load: "connectAndScan()", code: "no-web-bluetooth", tells: "Web Bluetooth"},
		{name: "not allowed in the page", headers: map[string]string{"Permissions-Policy": "bluetooth=()"}, load: "connectAndScan()", code: "blocked-by-policy", tells: "bluetooth", noise: "Permissions policy violation"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := own(map[string]string{"/game/": html(`<script>` + tt.before + `</script><script type="module">
				import * as gobuttplug from '/gobuttplug/gobuttplug.mjs';
				const { ButtplugClient, ButtplugClientConnectorException, ButtplugDeviceError, ButtplugWasmClientConnector } = gobuttplug;
				globalThis.preload = gobuttplug.preload;
				globalThis.connectAndScan = async () => {
					const client = new ButtplugClient('Game');
					await client.connect(new ButtplugWasmClientConnector());
					await client.startScanning();
				};
				globalThis.caught = load => load().then(() => ['nothing went wrong'], error => [error.code, error.message,
					String(error instanceof ButtplugClientConnectorException || error instanceof ButtplugDeviceError), error.name]);
			</script>`)}).With(tt.headers)
			s.Instead = tt.instead
			address := s.Serve(t) // before the page, to outlive it: what failed at once leaves the rest loading
			page := browser.Case(t).Open(address + "/game/")
			if tt.noise != "" {
				page.ExpectError(tt.noise)
			}
			if tt.load == "" {
				tt.load = "preload()"
			}
			var result []string
			page.Eval("caught(() => "+tt.load+")", &result)
			assert.Equal(t, tt.code, result[0], result)
			require.Len(t, result, 4)
			assert.Contains(t, result[1], tt.tells)
			assert.Equal(t, "true", result[2], "one of the library's errors, not %s", result[3])
		})
	}
	t.Run("a second try", func(t *testing.T) {
		s := own(map[string]string{"/game/": html("")})
		s.Instead = map[string]http.Handler{wasm: answer(404, "text/html", nil)}
		page := browser.Case(t).Open(s.Serve(t) + "/game/")
		page.ExpectError("404")
		assert.Contains(t, page.EvalError("import('/gobuttplug/gobuttplug.mjs').then(m => m.preload())"), "404")
		delete(s.Instead, wasm)
		page.Eval("import('/gobuttplug/gobuttplug.mjs').then(m => m.preload())", nil)
	})
}

// stamp is the mark of its build in the module: the end of its first part.
func stamp(module []byte) []byte { return module[lab.FirstEnd(module)-12:][:12] }

// The same without files to fetch.
func TestClassicScriptFails(t *testing.T) {
	t.Run("no wasm in the policy", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script src="/gobuttplug/gobuttplug.js"></script>`)}).
			With(map[string]string{"Content-Security-Policy": "script-src 'self'"}).Serve(t) + "/game/")
		var code string
		page.Eval("gobuttplug.preload().catch(error => error.code)", &code)
		assert.Equal(t, "wasm-blocked", code)
	})
	t.Run("a module from a file", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script src="gobuttplug.js"></script>`), "gobuttplug.js", "gobuttplug.wasm"))
		page.ExpectError("gobuttplug.wasm")
		var result []string
		page.Eval("gobuttplug.preload({ wasmUrl: 'gobuttplug.wasm' }).catch(error => [error.code, error.message])", &result)
		assert.Equal(t, "wasm-unreachable", result[0])
		assert.Contains(t, result[1], "use the classic script")
	})
	t.Run("a bundle that does not know where it is", func(t *testing.T) {
		script := strings.ReplaceAll(string(fileOf(t, "gobuttplug.mjs")), "import.meta.url", "undefined")
		s := own(map[string]string{"/game/": html("")})
		s.Instead = map[string]http.Handler{"/bundle.mjs": answer(200, "text/javascript", []byte(script))}
		page := browser.Case(t).Open(s.Serve(t) + "/game/")
		var code string
		page.Eval("import('/bundle.mjs').then(m => m.preload()).catch(error => error.code)", &code)
		assert.Equal(t, "wasm-address", code)
	})
}
