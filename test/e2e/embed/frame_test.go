package embed

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// framed opens the client page in a frame of another site, which lets it do what itch.io does.
func framed(t *testing.T) (c *lab.Case, toy *lab.Toy, host, game *lab.Page) {
	t.Helper()
	c = browser.Case(t)
	toy = c.AddHush()
	address := site(t)
	host = c.Open(address + "/host.html")
	host.Eval("show('"+elsewhere(address)+"/client/client.html')", nil)
	game = host.Frame("/client.html")
	game.Eval("ready", nil)
	return c, toy, host, game
}

// elsewhere is the same server under the name of another site.
func elsewhere(address string) string { return strings.Replace(address, "127.0.0.1", "localhost", 1) }

// bridged connects the game in the frame by way of a window, and finds a Hush there.
func bridged(t *testing.T, host, game *lab.Page) (window *lab.Page) {
	t.Helper()
	game.Eval("globalThis.popup = new ButtplugPopupClientConnector(); client.connect(popup)", nil)
	window = host.Popup("/gobuttplug-bridge.html")
	game.Eval("globalThis.scan = outcome(client.startScanning()); null", nil)
	window.Find("heading", "Find your toy").Await()
	window.Find("button", "Find a toy").Click()
	game.Wait("toy('" + hush + "')")
	game.Eval("scan", nil)
	window.Find("list", "Toys").AwaitText(hush)
	return window
}

type finding struct {
	OK            bool
	Code, Message string
	Popup         bool
	Asks          string
}

func check(page *lab.Page, call string) (f finding) {
	page.Eval(call, &f)
	return f
}

func TestFrameKnowsThatItMayNot(t *testing.T) {
	_, _, host, game := framed(t)
	found := check(game, "checkBluetooth()")
	assert.False(t, found.OK)
	assert.True(t, found.Popup)
	assert.Equal(t, "blocked-by-policy", found.Code)
	assert.Contains(t, found.Message, `<iframe allow="bluetooth">`)
	assert.Contains(t, found.Message, "(http://127.0.0.1")
	assert.Equal(t, finding{OK: true}, check(host, "import('/dist/gobuttplug.mjs').then(g => g.checkBluetooth())"))
	// What it says is what would happen.
	game.ExpectError("Permissions policy violation")
	game.Eval("bluetooth()", nil)
	assert.Equal(t, "ButtplugDeviceError blocked-by-policy", outcome(game, "client.startScanning()"))
}

func TestFrameThatMay(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	address := site(t)
	host := c.Open(address + "/host.html")
	host.Eval("show('"+elsewhere(address)+"/client/client.html', { allow: 'bluetooth' })", nil)
	game := host.Frame("/client.html")
	game.Eval("ready", nil)
	assert.Equal(t, finding{OK: true}, check(game, "checkBluetooth()"))
	game.Eval("bluetooth()", nil)
	game.Eval("client.startScanning()", nil)
	game.Wait("toy('" + hush + "')")
	toy.AwaitWrite(`"DeviceType;"`)
}

func TestPopupBridge(t *testing.T) {
	_, toy, host, game := framed(t)
	window := bridged(t, host, game)
	toy.AwaitWrite(`"DeviceType;"`)
	game.Eval("toy('"+hush+"').vibrate(0.5)", nil)
	toy.Expect(`"Vibrate:10;"`)
	var battery int
	game.Eval("toy('"+hush+"').battery()", &battery)
	assert.Equal(t, 85, battery)
	toy.Expect(`"Battery;"`)
	window.Find("button", "Stop everything").Click()
	toy.Expect(`"Vibrate:0;"`)
	game.Eval("toy('"+hush+"').vibrate(1)", nil)
	toy.Expect(`"Vibrate:20;"`)

	// The player closes the window: the toy stops, and the game is told.
	window.Close()
	quiet(t, toy)
	game.Wait("!client.connected")
	assert.Equal(t, 1, count(events(game), "disconnect"))
	assert.Equal(t, "ButtplugClientConnectorException not-connected", outcome(game, "client.startScanning()"))
}

// The game may give a search up that waits for a click in the window.
func TestSearchOverThePopupIsGivenUp(t *testing.T) {
	c, _, host, game := framed(t)
	game.Eval("client.connect(new ButtplugPopupClientConnector())", nil)
	window := host.Popup("/gobuttplug-bridge.html")
	game.Eval("globalThis.scan = outcome(client.startScanning()); null", nil)
	window.Find("heading", "Find your toy").Await()
	assert.Equal(t, "ok", outcome(game, "client.stopScanning()"))
	var result string
	game.Eval("scan", &result)
	assert.Equal(t, "ok", result)
	window.Find("heading", "Find your toy").AwaitGone()
	assert.Equal(t, []string{"scanningfinished"}, events(game))
	// The player can look by themselves.
	window.Find("button", "Find a toy").Click()
	game.Wait("toy('" + hush + "')")
	assert.Len(t, c.Choosers(), 1)
}

func TestPopupIsDisconnected(t *testing.T) {
	_, toy, host, game := framed(t)
	window := bridged(t, host, game)
	game.Eval("toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	game.Eval("client.disconnect()", nil)
	quiet(t, toy)
	window.AwaitClosed()
	// And again, with the same connector.
	game.Eval("client.connect(popup)", nil)
	host.Popup("/gobuttplug-bridge.html").Find("button", "Find a toy").AwaitEnabled()
}

func TestGameLeavesThePopup(t *testing.T) {
	ways := map[string]func(host, game *lab.Page){
		"navigated": func(_, game *lab.Page) { game.Eval("location = 'about:blank'; null", nil) },
		"removed":   func(host, _ *lab.Page) { host.Eval("game.remove()", nil) },
		"closed":    func(host, _ *lab.Page) { host.Close() },
	}
	for name, leave := range ways {
		t.Run(name, func(t *testing.T) {
			_, toy, host, game := framed(t)
			window := bridged(t, host, game)
			game.Eval("toy('"+hush+"').vibrate(1)", nil)
			toy.AwaitWrite(`"Vibrate:20;"`)
			leave(host, game)
			quiet(t, toy)
			window.Find("status", "").AwaitText("The game is gone")
		})
	}
}

// A game that was loaded again finds its window, and in it the toys, without a chooser.
func TestGameComesBackToThePopup(t *testing.T) {
	c, toy, host, game := framed(t)
	bridged(t, host, game)
	game.Eval("toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:20;"`)
	host.Eval("show(game.src)", nil)
	quiet(t, toy)
	game.Eval("ready", nil)
	game.Eval("client.connect(new ButtplugPopupClientConnector())", nil)
	game.Wait("toy('" + hush + "')")
	game.Eval("toy('"+hush+"').vibrate(0.5)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	assert.Len(t, c.Choosers(), 1)
}

func TestPopupThatDoesNotOpen(t *testing.T) {
	_, _, host, game := framed(t)
	for url, want := range map[string]string{
		"https://example.org/gobuttplug-bridge.html": "invalid-option",
		"http://[":                             "invalid-option",
		"nothing-there/gobuttplug-bridge.html": "popup-failed",
	} {
		assert.Equal(t, "ButtplugClientConnectorException "+want, outcome(game, "client.connect(new ButtplugPopupClientConnector({ url: '"+url+"' }))"), url)
	}
	game.Eval("globalThis.early = outcome(client.connect(new ButtplugPopupClientConnector({ url: 'client.html' }))); null", nil)
	host.Popup("/client.html").Close()
	var result string
	game.Eval("early", &result)
	assert.Equal(t, "ButtplugClientConnectorException popup-closed", result)
	assert.Equal(t, "ok", outcome(game, "client.connect(new ButtplugPopupClientConnector())"))
	assert.Equal(t, "ButtplugClientConnectorException already-connected", outcome(game, "client.connect(new ButtplugPopupClientConnector())"))
}

// A frame that may not reach this computer either uses a server through the window.
func TestServerOverThePopup(t *testing.T) {
	_, _, host, game := framed(t)
	var origin string
	game.Eval("location.origin", &origin)
	s := lab.Serve(t, server, "--allow-origin", origin)
	game.Eval("client.connect(new ButtplugPopupClientConnector({ server: '"+s.Address+"' }))", nil)
	window := host.Popup("/gobuttplug-bridge.html")
	window.Find("status", "").AwaitText("connects the game with the server")
	game.Eval("client.startScanning()", nil)
	game.Wait("client.devices.size === 6")
	game.Eval("toy('Simulated Vibrator').vibrate(0.5)", nil)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10`))
	window.Close()
	game.Wait("!client.connected")
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10[\s\S]*Simulated Vibrator.*Vibrate.* 0`))

	game.Eval("globalThis.late = outcome(client.connect(new ButtplugPopupClientConnector({ server: 'ws://127.0.0.1:1' }))); null", nil)
	window = host.Popup("/gobuttplug-bridge.html")
	window.ExpectError("WebSocket connection to")
	var result string
	game.Eval("late", &result)
	assert.Equal(t, "ButtplugClientConnectorException unreachable", result)
	window.Find("alert", "").AwaitText("No server answers at ws://127.0.0.1:1")
	assert.Equal(t, "ButtplugClientConnectorException invalid-address", outcome(game, "(async () => new ButtplugPopupClientConnector({ server: 'http://x' }))()"))
}

func TestSandboxedFrame(t *testing.T) {
	c := browser.Case(t)
	address := site(t)
	host := c.Open(address + "/host.html")
	host.Eval("show('"+elsewhere(address)+"/client/client.html', { sandbox: 'allow-scripts allow-same-origin' })", nil)
	game := host.Frame("/client.html")
	game.Eval("ready", nil)
	game.ExpectError("allow-popups")
	assert.Equal(t, "ButtplugClientConnectorException popup-blocked", outcome(game, "client.connect(new ButtplugPopupClientConnector())"))
	assert.Contains(t, check(game, "checkBluetooth()").Message, "bluetooth")
}

// The official client uses the bridge as well.
func TestOfficialClientOverThePopup(t *testing.T) {
	_, toy, host, game := framed(t)
	game.Eval(`import('/npm/buttplug-5/dist/web/buttplug.mjs').then(official => {
		globalThis.client = new official.ButtplugClient('official');
		globalThis.half = official.DeviceOutput.Vibrate.percent(0.5);
	})`, nil)
	bridged(t, host, game)
	game.Eval("toy('"+hush+"').runOutput(half)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
}
