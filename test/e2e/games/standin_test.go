package games

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// program is the native server.
const program = "../../../.cache/gobuttplug"

const (
	standIn          = `<script src="/gobuttplug/gobuttplug-stand-in.js"></script>`
	simulatedStandIn = `<script src="/gobuttplug/gobuttplug-stand-in.js" data-devices="simulated"></script>`
)

// A game can't tell the stand-in from the browser's own socket to a server.
func TestStandInIsAWebSocket(t *testing.T) {
	const script = `<script src="/socket-probe.js"></script>`
	address := own(map[string]string{"/native/": html(script), "/stand-in/": html(simulatedStandIn + script)}).Serve(t)
	server := lab.Serve(t, program, "--allow-origin", address)
	probe := func(path, prepare string) (lines []string) {
		page := browser.Case(t).Open(address + path)
		page.ExpectError("WebSocket connection to")
		page.ExpectError("WebSocket is already in CLOSING or CLOSED state")
		page.Eval(prepare+"probe('"+server.Address+"')", &lines)
		return lines
	}
	native := probe("/native/", "")
	require.NotEmpty(t, native)
	assert.Equal(t, native, probe("/stand-in/", "gobuttplugStandIn.addresses.push('"+server.Address+"');"))
}

// desktop is a game for a server on the player's computer, with one line more.
func desktop(t *testing.T, name, tag string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/desktop", name))
	require.NoError(t, err)
	const line = "<meta charset=\"utf-8\">\n"
	require.Contains(t, string(data), line)
	return strings.Replace(string(data), line, line+tag+"\n", 1)
}

// Games of every protocol version, unchanged but for the tag. They scan without a click.
func TestStandInForGames(t *testing.T) {
	games, err := filepath.Glob("testdata/desktop/*.html")
	require.NoError(t, err)
	require.Len(t, games, 6)
	for _, game := range games {
		name := filepath.Base(game)
		t.Run(name, func(t *testing.T) {
			c := browser.Case(t)
			toy := c.AddHush()
			page := c.Open(own(map[string]string{"/game/": desktop(t, name, standIn)}).Serve(t) + "/game/")
			group := page.Find("group", "Toys")
			group.Await()
			page.Screenshot("stand-in")
			assert.Empty(t, c.Choosers())
			page.Eval("new Promise(resolve => setTimeout(resolve, 200))", nil) // the game has asked to stop scanning
			group.Find("button", "Choose a toy").Click()
			toy.AwaitWrite(`"Vibrate:10;"`)
			if strings.HasPrefix(name, "client") {
				page.Wait("document.title === 'Scanned'")
			}
			group.Find("button", "Add another toy").Await()
		})
	}
}

func TestStandInScanning(t *testing.T) {
	open := func(t *testing.T, c *lab.Case) *lab.Page {
		return c.Open(own(map[string]string{"/game/": desktop(t, "version-0.html", standIn)}).Serve(t) + "/game/")
	}
	button := func(page *lab.Page, name string) *lab.Element {
		return page.Find("group", "Toys").Find("button", name)
	}
	t.Run("the player closes the panel", func(t *testing.T) {
		c := browser.Case(t)
		page := open(t, c)
		button(page, "Choose a toy").Await()
		page.EvalQuietly("globalThis.seen = []; socket.addEventListener('message', event => seen.push(event.data)); null", nil)
		button(page, "Close").Click()
		page.Find("group", "Toys").AwaitGone()
		assert.Empty(t, c.Choosers())
		page.Wait(`seen.slice(-2).join() === '[{"Ok":{"Id":2}}],[{"ScanningFinished":{"Id":0}}]'`)
	})
	t.Run("the player closes the chooser and tries again", func(t *testing.T) {
		c := browser.Case(t)
		toy := c.AddHush()
		page := open(t, c)
		c.Choose(lab.Cancel)
		button(page, "Choose a toy").Click()
		c.AwaitChooser(1)
		c.Choose(lab.First)
		button(page, "Add another toy").Click()
		toy.AwaitWrite(`"Vibrate:10;"`)
	})
	t.Run("a second toy", func(t *testing.T) {
		c := browser.Case(t)
		first := c.AddHush()
		page := open(t, c)
		button(page, "Choose a toy").Click()
		first.AwaitWrite(`"Vibrate:10;"`)
		second := c.Add(lab.Lovense("LVS-P002", "09:09:09:09:09:0A", "P:20:0082059AD3BE;"))
		c.Choose(lab.Named("LVS-P002"))
		button(page, "Add another toy").Click()
		second.AwaitWrite(`"Vibrate1:10;"`)
		page.Eval("socket.send('[{\"Ping\":{\"Id\":99}}]'); new Promise(resolve => socket.addEventListener('message', resolve, { once: true })).then(() => null)", nil)
		for _, o := range first.Operations() {
			assert.NotEqual(t, `write "Vibrate:0;"`, o.String(), "what the game has set going goes on")
		}
	})
	t.Run("by keyboard", func(t *testing.T) {
		c := browser.Case(t)
		toy := c.AddHush()
		page := open(t, c)
		button(page, "Choose a toy").Await()
		page.Eval("document.querySelector('#gobuttplug-stand-in').shadowRoot.querySelector('button').focus()", nil)
		page.Press("Enter")
		toy.AwaitWrite(`"Vibrate:10;"`)
	})
	t.Run("the game has a button of its own", func(t *testing.T) {
		c := browser.Case(t)
		toy := c.AddHush()
		page := open(t, c)
		button(page, "Choose a toy").Await()
		page.Eval("send('StartScanning')", nil) // as if it had been clicked
		toy.AwaitWrite(`"Vibrate:10;"`)
	})
	t.Run("without an adapter", func(t *testing.T) {
		c := browser.Case(t)
		page := open(t, c)
		c.Unplug()
		button(page, "Choose a toy").Click()
		page.Find("group", "Toys").Find("status", "").AwaitText("adapter")
	})
	t.Run("without Web Bluetooth", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{
			"/game/": desktop(t, "version-0.html", `<script>delete Navigator.prototype.bluetooth; globalThis.seen = [];</script>`+standIn+
				`<script>addEventListener('DOMContentLoaded', () => socket.addEventListener('message', event => seen.push(event.data)))</script>`),
		}).Serve(t) + "/game/")
		page.Wait("seen.some(frame => frame.includes('Web Bluetooth'))")
		assert.False(t, page.Find("group", "Toys").Exists())
	})
	t.Run("the game leaves", func(t *testing.T) {
		c := browser.Case(t)
		page := open(t, c)
		button(page, "Choose a toy").Await()
		page.Eval("socket.close()", nil)
		page.Find("group", "Toys").AwaitGone()
	})
	t.Run("above a full screen", func(t *testing.T) {
		c := browser.Case(t)
		c.Choose(func([]lab.Offer) lab.Choice { return lab.Wait })
		page := open(t, c)
		button(page, "Choose a toy").Await()
		page.Eval("document.body.requestFullscreen()", nil)
		button(page, "Choose a toy").Click() // the lab fails if anything lies on top of it
		button(page, "Add another toy").Await()
	})
}

// How the script comes into a page, and where it finds the rest.
func TestStandInLoading(t *testing.T) {
	const play = `<script>
		globalThis.got = [];
		globalThis.dial = url => new Promise((resolve, reject) => {
			const socket = new WebSocket(url);
			socket.onopen = () => socket.send('[{"RequestServerInfo":{"Id":1,"ClientName":"Game"}}]');
			socket.onmessage = ({ data }) => { socket.close(); resolve(JSON.parse(data)[0].ServerInfo?.ServerName ?? data); };
			socket.onclose = ({ code, wasClean }) => reject(new Error('closed ' + code + ' ' + wasClean));
		});
	</script>`
	dial := func(page *lab.Page, url string) (name string) {
		page.Eval("dial('"+url+"')", &name)
		return name
	}
	const here = "gobuttplug in this page"
	t.Run("as a module", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script type="module" src="/gobuttplug/gobuttplug-stand-in.js"></script>` + play)}).Serve(t) + "/game/")
		assert.Equal(t, here, dial(page, "ws://127.0.0.1:12345"))
	})
	t.Run("twice", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(simulatedStandIn + standIn + play)}).Serve(t) + "/game/")
		assert.Equal(t, here, dial(page, "ws://localhost:12345"))
		var devices []string
		page.Eval("gobuttplugStandIn.devices", &devices)
		assert.Equal(t, []string{"simulated"}, devices)
	})
	t.Run("with the classic script", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script src="/gobuttplug/gobuttplug.js"></script>` + standIn + play)}).Serve(t) + "/game/")
		assert.Equal(t, here, dial(page, "ws://[::1]:12345/"))
		var modules int
		page.Eval("performance.getEntriesByType('resource').filter(e => /gobuttplug[.](mjs|wasm)/.test(e.name)).length", &modules)
		assert.Zero(t, modules)
	})
	t.Run("from a file", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script src="gobuttplug-stand-in.js"></script>`+play), "gobuttplug.js", "gobuttplug-stand-in.js"))
		assert.Equal(t, here, dial(page, "ws://127.0.0.1:12345"))
	})
	t.Run("with the rest missing", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script src="gobuttplug-stand-in.js"></script>`+play), "gobuttplug-stand-in.js"))
		page.ExpectError("put them beside gobuttplug-stand-in.js")
		page.ExpectError("ERR_FILE_NOT_FOUND")
		assert.Contains(t, page.EvalError("dial('ws://127.0.0.1:12345')"), "closed 1006 false")
	})
	t.Run("addresses", func(t *testing.T) {
		tag := `<script src="/gobuttplug/gobuttplug-stand-in.js" data-addresses="192.168.1.9:12345 wss://toys.example/buttplug" data-devices="simulated"></script>`
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(tag + play)}).Serve(t) + "/game/")
		page.ExpectError("WebSocket connection to")
		assert.Equal(t, here, dial(page, "ws://192.168.1.9:12345/any"))
		assert.Equal(t, here, dial(page, "wss://192.168.1.9:12345"))
		assert.Equal(t, here, dial(page, "wss://toys.example/buttplug"))
		for _, other := range []string{"ws://127.0.0.1:1", "ws://127.0.0.1:12345", "ws://127.0.0.1:12345/buttplug?x"} {
			assert.Contains(t, page.EvalError("dial('"+other+"')"), "closed 1006 false")
		}
		for url, taken := range map[string]bool{
			"ws://192.168.1.9:12346": false, "wss://toys.example/other": false, "wss://toys.example:443/buttplug?a=b": true, "ws://192.168.1.10:12345": false,
		} {
			var answered bool
			// Nobody waits for these: what the constructor gave is enough.
			page.Eval("(() => { const s = new WebSocket('"+url+"'); s.close(); return !Object.hasOwn(Object.getPrototypeOf(s), 'CONNECTING'); })()", &answered)
			assert.Equal(t, taken, answered, url)
		}
	})
	t.Run("other sockets are left alone", func(t *testing.T) {
		address := own(map[string]string{"/game/": html(`<script>globalThis.native = WebSocket</script>` + simulatedStandIn + play)}).Serve(t)
		server := lab.Serve(t, program, "--allow-origin", address)
		page := browser.Case(t).Open(address + "/game/")
		var prototypes []bool
		page.Eval(`(() => {
			globalThis.other = new WebSocket('`+server.Address+`');
			const ours = new WebSocket('ws://127.0.0.1:12345'), theirs = Object.getPrototypeOf(other);
			ours.close();
			return [theirs === native.prototype, Object.getPrototypeOf(ours) !== theirs, other instanceof native, ours instanceof native,
				/native code/.test(theirs.send), Object.getOwnPropertyNames(other).length === 0];
		})()`, &prototypes)
		assert.Equal(t, []bool{true, true, true, true, true, true}, prototypes)
		assert.Equal(t, "gobuttplug", dial(page, server.Address))
		var restored []bool
		page.Eval("gobuttplugStandIn.remove(); [WebSocket === native, native.prototype.constructor === native, 'gobuttplugStandIn' in globalThis]", &restored)
		assert.Equal(t, []bool{true, true, false}, restored)
	})
}
