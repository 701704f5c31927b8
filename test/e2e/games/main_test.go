// Package games tests the ways in which games take the package in: from a static server, a
// content delivery network, a bundler, a classic script, a file that was opened by
// double-click, with other clients and through a WebSocket that was meant for another
// server. It needs `make build`.
package games

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

var browser *lab.Browser

// dist is the built package; $DIST names another one.
var dist = cmp.Or(os.Getenv("DIST"), "../../../dist")

// npm holds the official clients.
const npm = "../../interop/node_modules"

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if _, err := os.Stat(filepath.Join(dist, "gobuttplug.wasm")); err != nil {
		fmt.Fprintln(os.Stderr, "dist is not built; run `make build` first:", err)
		return 1
	}
	var err error
	if browser, err = lab.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer browser.Close()
	return m.Run()
}

// site is a web server for a test.
type site struct {
	mounts  map[string]string       // URL paths that end in a slash to folders
	pages   map[string]string       // URL paths to the text of HTML pages
	headers map[string]string       // of every answer
	instead map[string]http.Handler // URL paths to what answers in place of the file
}

var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript",
	".wasm": "application/wasm", ".json": "application/json", ".css": "text/css", ".svg": "image/svg+xml",
}

// serve serves the site until the test ends and returns its address, without a final slash.
func (s site) serve(t testing.TB) string {
	mux := http.NewServeMux()
	for mount, folder := range s.mounts {
		mux.Handle(mount, http.StripPrefix(mount, http.FileServer(http.Dir(folder))))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		for name, value := range s.headers {
			w.Header().Set(name, value)
		}
		if kind := mediaTypes[path.Ext(r.URL.Path)]; kind != "" {
			w.Header().Set("Content-Type", kind)
		}
		switch page, isPage := s.pages[r.URL.Path]; {
		case r.URL.Path == "/favicon.ico": // browsers ask for it by themselves
			w.WriteHeader(http.StatusNoContent)
		case s.instead[r.URL.Path] != nil:
			s.instead[r.URL.Path].ServeHTTP(w, r)
		case isPage:
			w.Header().Set("Content-Type", mediaTypes[".html"])
			fmt.Fprint(w, page)
		default:
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// own is a site with the package, the pages of these tests and the official clients.
func own(pages map[string]string) site {
	return site{mounts: map[string]string{"/": "testdata", "/gobuttplug/": dist, "/npm/": npm}, pages: pages}
}

// with is the site with headers.
func (s site) with(headers map[string]string) site {
	s.headers = maps.Clone(headers)
	return s
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

// hush puts a Lovense Hush in reach: one motor of 20 steps.
func hush(c *lab.Case) *lab.Toy {
	return c.Add(lab.Lovense("LVS-Z001", "09:09:09:09:09:09", "Z:11:0082059AD3BD;"))
}

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
