package embed

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// example opens an example from a web server, with a Hush in reach.
func example(t *testing.T, name string) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	return c, toy, c.Open(lab.Site{Mounts: map[string]string{"/": filepath.Join(examples, name)}}.Serve(t) + "/index.html")
}

// findHush finds the Hush over the connect element.
func findHush(t *testing.T, page *lab.Page, toy *lab.Toy) {
	t.Helper()
	page.Find("radio", "This browser").Click()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
	page.Find("button", "Test "+hush).Await()
	toy.AwaitWrite(`"DeviceType;"`)
}

func TestExampleVanilla(t *testing.T) {
	_, toy, page := example(t, "vanilla")
	findHush(t, page, toy)
	page.Screenshot("example-vanilla")
	page.Find("button", "Test "+hush).Click()
	toy.AwaitWrite(`"Vibrate:6;"`)
	quiet(t, toy)
	page.Find("button", "Get hit").Click()
	vibrates(toy)
	quiet(t, toy)
	page.Find("button", "Get hit").Click()
	vibrates(toy)
	page.Find("button", "Stop").Click()
	quiet(t, toy)
}

func TestExampleVite(t *testing.T) {
	_, toy, page := example(t, "vite-game")
	findHush(t, page, toy)
	page.Eval("document.querySelector('#engine').dispatchEvent(new PointerEvent('pointerdown'))", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Eval("dispatchEvent(new PointerEvent('pointerup'))", nil)
	quiet(t, toy)
}

func TestExamplePhaser(t *testing.T) {
	_, toy, page := example(t, "phaser")
	findHush(t, page, toy)
	vibrates(toy)
	page.Screenshot("example-phaser")
	page.Press("p")
	require.Eventually(t, func() bool { // the ball would hit a wall every second
		all := toy.Operations()
		last := all[len(all)-1]
		return last.String() == `write "Vibrate:0;"` && time.Since(last.At) > 2500*time.Millisecond
	}, lab.Timeout, 50*time.Millisecond)
	toy.Forget()
	page.Press("p")
	vibrates(toy)
}

func TestExampleIframe(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	host := c.Open(lab.Site{Mounts: map[string]string{"/": filepath.Join(examples, "iframe")}}.Serve(t) + "/host.html")
	game := host.Frame("/game.html")
	game.Find("radio", "This browser").Click()
	game.Wait("document.querySelector('gobuttplug-connect').shadowRoot.querySelector('[part=hint]').textContent.includes('allow=\"bluetooth\"')")
	game.Find("button", "Connect").Click()
	window := host.Popup("/gobuttplug-bridge.html")
	game.Find("button", "Scan for toys").Click()
	window.Find("heading", "Find your toy").Await()
	host.Screenshot("example-iframe")
	window.Screenshot("example-iframe-window")
	window.Find("button", "Find a toy").Click()
	game.Find("button", "Test "+hush).Await()
	game.Find("button", "Get hit").Click()
	vibrates(toy)
	quiet(t, toy)
	window.Close()
	game.Find("status", "").AwaitText("Not connected")
}

func TestExampleStandIn(t *testing.T) {
	_, _, page := example(t, "stand-in")
	page.Eval(`import('./gobuttplug/gobuttplug.mjs').then(({ simulatedToys }) => {
		globalThis.values = [];
		return simulatedToys.watch(toy => { if (toy.name === 'Simulated Vibrator') values.push(toy.outputs[0].value); });
	}).then(() => null)`, nil)
	page.Find("button", "Connect").Click()
	page.Find("status", "").AwaitText("6 toys")
	page.Find("button", "Buzz").Click()
	page.Wait("values.at(-1) === 10")
	page.Wait("values.at(-1) === 0")
}

func TestExampleConnecting(t *testing.T) {
	_, toy, page := example(t, "javascript-connecting")
	page.Find("button", "This browser").Click()
	page.Find("status", "").AwaitText("Toys: 1; the last is " + hush)
	toy.AwaitWrite(`"Vibrate:6;"`)
	quiet(t, toy)
	page.Find("button", "Simulated toys").Click()
	page.Find("status", "").AwaitText("Toys: 6")

	page.ExpectError("WebSocket connection to")
	page.Find("textbox", "Server address").Fill("127.0.0.1")
	page.Find("button", "Server").Click()
	page.Find("status", "").AwaitText("ws://127.0.0.1:12345")
	page.Find("textbox", "Server address").Fill("ws://127.0.0.1:1")
	page.Find("button", "Server").Click()
	page.Find("status", "").AwaitText("unreachable: ")
	origin := ""
	page.Eval("location.origin", &origin)
	page.Find("textbox", "Server address").Fill(lab.Serve(t, server, "--allow-origin", origin).Address)
	page.Find("button", "Server").Click()
	page.Find("status", "").AwaitText("Toys: 6")
}

func TestExamplePing(t *testing.T) {
	_, _, page := example(t, "javascript-ping")
	page.Find("button", "Connect").Click()
	page.Find("status", "").AwaitText("Connected for 2 s, 500 ms between pings at most")
}

func TestExampleGoInThePage(t *testing.T) {
	_, toy, page := example(t, "go-wasm")
	page.Find("status", "").AwaitText("Ready")
	page.Find("button", "This browser").Click()
	page.Find("status", "").AwaitText(hush)
	page.Find("button", "Get hit").Click()
	toy.AwaitWrite(`"Vibrate:5;"`)
	page.Find("button", "Simulated toys").Click()
	quiet(t, toy)
	page.Find("status", "").AwaitText("Simulated")
	page.Find("button", "Get hit").Click()
	page.Find("status", "").AwaitText("toys at 50 %")
}

// goExample runs a Go example until it ends.
func goExample(t *testing.T, name string, args ...string) (output string, ok bool) {
	t.Helper()
	program := filepath.Join(t.TempDir(), name)
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./examples/"+name)
	build.Dir = "../../.."
	text, err := build.CombinedOutput()
	require.NoError(t, err, string(text))
	text, err = exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	return string(text), err == nil
}

func TestExampleGoClient(t *testing.T) {
	t.Parallel()
	s := lab.Serve(t, server)
	output, ok := goExample(t, "go-client", "-address", s.Address, "-search", "500ms")
	assert.True(t, ok, output)
	assert.Equal(t, 6, strings.Count(output, "found Simulated "), output)
	assert.Contains(t, output, "Simulated Vibrator\n  Vibrate from 0 to 20\n")
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.* 6\b`))
}

func TestExampleGoConnecting(t *testing.T) {
	t.Parallel()
	s := lab.Serve(t, server)
	output, ok := goExample(t, "go-connecting", s.Address)
	assert.True(t, ok, output)
	assert.Contains(t, output, "connected to ")
	output, ok = goExample(t, "go-connecting", "ws://127.0.0.1:1")
	assert.False(t, ok)
	assert.Contains(t, output, "is a server running at ws://127.0.0.1:1?")
}

func TestExampleGoPing(t *testing.T) {
	t.Parallel()
	s := lab.Serve(t, server, "--max-ping-time", "1500ms") // less than it stays
	output, ok := goExample(t, "go-ping", s.Address)
	assert.True(t, ok, output)
	assert.Contains(t, output, "still connected after 2s")
}
