// Package e2e tests what users get: the built page and package in Chromium with emulated
// toys, and the native server, together. It needs `make build .cache/gobuttplug`.
package e2e

import (
	"cmp"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

var browser *lab.Browser

// dist is the built package; $DIST names another one.
var dist = cmp.Or(os.Getenv("DIST"), "../../dist")

func TestMain(m *testing.M) { lab.Main(m, &browser, filepath.Join(dist, "gobuttplug.wasm")) }

// site serves the package, the pages of these tests and the official clients.
func site(t testing.TB) string { return files().Serve(t) }

func files() lab.Site {
	return lab.Site{Mounts: map[string]string{"/": "testdata", "/dist/": dist, "/npm/": "../interop/node_modules"}}
}

const (
	hush    = lab.HushName
	hushID  = lab.HushIdentity
	address = lab.HushAddress
)

// found opens the client page, connects in it and finds a Hush.
func found(t *testing.T) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval("bluetooth()", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("globalThis.hush = toy('"+hush+"'); null", nil)
	toy.Forget()
	return c, toy, page
}

// outcome is what a promise in the page comes to.
func outcome(page *lab.Page, promise string) (result string) {
	page.Eval("outcome("+promise+")", &result)
	return result
}

// count tells how many events have the name.
func count(events []string, name string) (n int) {
	for _, e := range events {
		if first, _, _ := strings.Cut(e, " "); first == name {
			n++
		}
	}
	return n
}

func events(page *lab.Page) (seen []string) {
	page.Eval("events", &seen)
	return seen
}

// quiet checks that the toy was last told to stand still.
func quiet(t *testing.T, toy *lab.Toy) {
	t.Helper()
	toy.AwaitWrite(`"Vibrate:0;"`)
	last := ""
	for _, o := range toy.Operations() {
		if o.Kind == lab.Write {
			last = o.String()
		}
	}
	assert.Equal(t, `write "Vibrate:0;"`, last)
}
