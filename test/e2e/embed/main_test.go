// Package embed tests what stands between a page and a player: the connect element, frames
// and the window that helps them, Twine stories, and every example, in Chromium with
// emulated toys. It needs `make build examples .cache/gobuttplug`.
package embed

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/require"
)

var browser *lab.Browser

// What the tests need, as it is built; variables of the environment name others.
var (
	dist     = cmp.Or(os.Getenv("DIST"), "../../../dist")
	examples = cmp.Or(os.Getenv("EXAMPLES"), "../../../.cache/examples")
)

// server is the native server.
const server = "../../../.cache/gobuttplug"

func TestMain(m *testing.M) {
	lab.Main(m, &browser, filepath.Join(dist, "gobuttplug.wasm"), filepath.Join(examples, "go-wasm"))
}

// site serves the package, the pages of these tests and the official clients.
func site(t testing.TB) string {
	return lab.Site{Mounts: map[string]string{"/": "testdata", "/client/": "../testdata", "/dist/": dist, "/fakes/": "../../../web/test", "/npm/": "../../interop/node_modules"}}.Serve(t)
}

const hush = lab.HushName

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
	require.Equal(t, `write "Vibrate:0;"`, last)
}

// vibrates waits until the toy was told to vibrate, however much.
func vibrates(toy *lab.Toy) {
	toy.Await("vibration", func(o lab.Operation) bool { return movement.MatchString(o.String()) })
}

var movement = regexp.MustCompile(`^write "Vibrate:([1-9]|1\d|20);"$`)

// outcome is what a promise in the page comes to.
func outcome(page *lab.Page, promise string) (result string) {
	page.Eval("outcome("+promise+")", &result)
	return result
}

func events(page *lab.Page) (seen []string) {
	page.Eval("events", &seen)
	return seen
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
