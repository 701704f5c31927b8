// Package games tests the ways in which games take the package in: from a static server, a
// content delivery network, a bundler, a classic script, a file that was opened by
// double-click, with other clients and through a WebSocket that was meant for another
// server. It needs `make build`.
package games

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

var browser *lab.Browser

// dist is the built package; $DIST names another one.
var dist = cmp.Or(os.Getenv("DIST"), "../../../dist")

// npm holds the official clients.
const npm = "../../interop/node_modules"

func TestMain(m *testing.M) { lab.Main(m, &browser, filepath.Join(dist, "gobuttplug.wasm")) }

// own is a site with the package, the pages of these tests and the official clients.
func own(pages map[string]string) lab.Site {
	return lab.Site{Mounts: map[string]string{"/": "testdata", "/gobuttplug/": dist, "/npm/": npm}, Pages: pages}
}

// html is a page with that between its head and its body.
func html(head string) string {
	return "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Game</title>\n" + head + "\n</html>\n"
}

// The library in a page, as an expression.
const (
	module  = "import('/gobuttplug/gobuttplug.mjs')"
	classic = "gobuttplug"
)

// moved waits until the simulated vibrator runs at that speed of 20. Library is an
// expression in the page.
func moved(page *lab.Page, library string, speed int) {
	page.Eval(`(async () => {
		if (globalThis.simulated) return;
		globalThis.simulated = {};
		await (await `+library+`).simulatedToys.watch(toy => { simulated[toy.name] = toy; });
	})()`, nil)
	page.Wait(fmt.Sprintf("simulated['Simulated Vibrator']?.outputs[0].value === %d", speed))
}
