package embed

import (
	"net"
	"net/url"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func openElement(t *testing.T) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/connect.html")
	page.Find("button", "Connect").Await()
	return c, toy, page
}

func style(page *lab.Page, part, property string) (value string) {
	page.Eval("styleOf('"+part+"')."+property, &value)
	return value
}

// The way of a player: connect, find a toy, feel it, lose it, leave.
func TestElement(t *testing.T) {
	_, toy, page := openElement(t)
	page.Screenshot("element")
	page.Find("radio", "This browser").Click()
	page.Find("button", "Connect").Click()
	page.Find("status", "").AwaitText("Connected · no toys")
	page.Find("button", "Scan for toys").Click()
	page.Find("status", "").AwaitText("Connected · 1 toy")
	toy.AwaitWrite(`"DeviceType;"`)
	page.Find("button", "Test "+hush).Click()
	toy.Expect(`"Vibrate:6;"`, `"Vibrate:0;"`)
	page.Screenshot("element-connected")
	var level string
	page.Eval("element.client.devices.values().next().value.vibrate(0.5).then(() => element.state)", &level)
	assert.Equal(t, "connected", level)
	toy.Expect(`"Vibrate:10;"`)
	page.Find("button", "Disconnect").Click()
	quiet(t, toy)
	page.Find("status", "").AwaitText("Not connected")
	page.Find("button", "Test").AwaitGone()
	assert.Equal(t, []string{"statechange connecting", "statechange connected", "connect", "statechange scanning", "deviceadded " + hush,
		"statechange connected", "deviceremoved " + hush, "statechange disconnected", "disconnect"}, events(page))
}

// No style gets in, none gets out, and none is inline.
func TestElementStyles(t *testing.T) {
	_, _, page := openElement(t)
	for property, want := range map[string]string{"fontSize": "16px", "textTransform": "none", "letterSpacing": "normal", "textAlign": "start", "fontStyle": "normal", "display": "flex"} {
		assert.Equal(t, want, style(page, "way", property), property)
	}
	var outside string
	page.Eval("getComputedStyle(document.querySelector('#after')).color", &outside)
	assert.Equal(t, "rgb(255, 0, 0)", outside)
	assert.Equal(t, "rgb(91, 61, 245)", style(page, "connect", "backgroundColor"))
	page.Eval("element.classList.add('themed')", nil)
	assert.Equal(t, "rgb(1, 2, 3)", style(page, "connect", "backgroundColor"))
	assert.Equal(t, "underline", style(page, "connect", "textDecorationLine"))
	var inline int
	page.Eval("element.shadowRoot.querySelectorAll('style, [style]').length", &inline)
	assert.Zero(t, inline)
}

// A list that was closed is no dead end, and a page may have its own words for everything.
func TestElementSlots(t *testing.T) {
	c, _, page := openElement(t)
	c.Choose(lab.Cancel)
	shown := func(text string) { page.Find("StaticText", text).Await() }
	gone := func(text string) { page.Find("StaticText", text).AwaitGone() }
	page.Find("radio", "This browser").Click()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
	shown("No toy was found or chosen.")
	page.Screenshot("element-empty")
	page.Find("button", "Disconnect").Click()
	gone("No toy was found or chosen.")

	page.Eval(`for (const [slot, role, text] of [['button', 'button', 'Let us play'], ['unsupported', 'none', 'Not in here'], ['empty', 'none', 'Nobody there']]) {
		element.append(Object.assign(document.createElement('span'), { slot, role, textContent: text }));
	}`, nil)
	page.Find("button", "Connect").AwaitGone()
	gone("Not in here")
	page.Find("button", "Let us play").Click()
	page.Find("button", "Let us play").AwaitGone()
	page.Find("button", "Scan for toys").Click()
	shown("Nobody there")
	c.Choose(lab.First)
	page.Find("button", "Scan for toys").Click()
	page.Find("status", "").AwaitText("1 toy")
	gone("Nobody there")
	page.Find("button", "Disconnect").Click()
	c.Unplug()
	page.Find("radio", "Simulated toys").Click()
	page.Find("radio", "This browser").Click()
	shown("Not in here")
	page.Find("radio", "Simulated toys").Click()
	gone("Not in here")
}

// Where a page offers more than Bluetooth, the player says what to use, and learns what this browser can't drive.
func TestElementDevices(t *testing.T) {
	c, _, page := openElement(t)
	c.Unplug()
	page.Eval(`import('/fakes/fakeserial.mjs').then(({ fakeSerial, fakeStroker }) => {
		Object.assign(globalThis, fakeStroker());
		Object.defineProperty(navigator, 'serial', { value: fakeSerial({ allowed: [] }), configurable: true });
		globalThis.rumbled = [];
		Object.defineProperty(navigator, 'getGamepads', { value: () => [{ index: 0, id: 'Pad', vibrationActuator: { playEffect: async (_, { strongMagnitude }) => { rumbled.push(strongMagnitude); return 'complete'; }, reset: async () => 'complete' } }], configurable: true });
		element.devices = ['webbluetooth', 'serial', 'gamepad', 'vibration'];
	})`, nil)
	page.Find("radio", "This browser").Click()
	page.Find("group", "What do you have?").AwaitText("No Bluetooth adapter was found")
	for name, works := range map[string]bool{"Bluetooth toys": false, "Devices with a cable": true, "Gamepads": true, "This phone": false} {
		assert.Equal(t, works, !page.Find("checkbox", name).Disabled(), name)
	}
	var ticked []string
	page.Eval("[...element.shadowRoot.querySelectorAll('[part=devices] :checked')].map(box => box.value)", &ticked)
	assert.Equal(t, []string{"serial"}, ticked, "the first that works")
	page.Screenshot("element-devices")

	// A list without the port of this device is no dead end.
	page.Find("button", "Connect").Click()
	page.Find("button", "Choose a port").Click()
	page.Find("StaticText", "with a cable that carries data?").Await()
	page.Eval("navigator.serial.chooses = port; navigator.serial.allowed.push(port); null", nil)
	page.Find("button", "Show all ports").Click()
	page.Find("status", "").AwaitText("Connected · 1 toy")
	page.Find("button", "Test Own 1.0").Click()
	page.Wait("told.includes('V02999') || told.includes('V03000')")
	var asked []any
	page.Eval("navigator.serial.asked.map(({ filters }) => filters !== undefined)", &asked)
	assert.Equal(t, []any{true, false}, asked)
	page.Find("button", "Disconnect").Click()
	page.Find("status", "").AwaitText("Not connected")

	// Several at once; and none.
	page.Find("checkbox", "Gamepads").Click()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
	page.Find("status", "").AwaitText("Connected · 2 toys")
	page.Find("button", "Test Pad").Click()
	page.Wait("rumbled.some(level => level > 0)")
	page.Find("button", "Disconnect").Click()
	page.Find("status", "").AwaitText("Not connected")
	page.Find("checkbox", "Gamepads").Click()
	page.Find("checkbox", "Devices with a cable").Click()
	page.Find("button", "Connect").Click()
	page.Find("alert", "").AwaitText("Choose at least one of them.")
}

func TestElementByKeyboard(t *testing.T) {
	_, _, page := openElement(t)
	page.Find("radio", "This browser").Focus()
	page.Press("ArrowDown")
	page.Wait("element.way === 'simulated'")
	page.Press("Enter")
	page.Find("status", "").AwaitText("Connected")
	page.Wait("element.shadowRoot.activeElement.textContent === 'Scan for toys'") // the focus goes on
	page.Press("Enter")
	page.Find("status", "").AwaitText("Connected · 6 toys")
	page.Press("Tab")
	page.Press("Enter")
	page.Find("status", "").AwaitText("Not connected")
	page.Wait("element.shadowRoot.activeElement.textContent === 'Connect'")
}

func TestElementTellsWhatIsWrong(t *testing.T) {
	c, _, page := openElement(t)
	page.ExpectError("WebSocket connection to")
	page.Find("radio", "Remote server").Click()
	page.Find("textbox", "Server address").Fill("127.0.0.1:12345")
	page.Wait("element.shadowRoot.querySelector('[part=hint]').textContent.includes('It begins with ws://')")
	page.Find("button", "Connect").Click()
	page.Find("alert", "").AwaitText("This address can’t be used")
	page.Find("textbox", "Server address").Fill("ws://127.0.0.1:1")
	page.Find("button", "Connect").Click()
	page.Find("alert", "").AwaitText("The server can’t be reached")
	page.Find("button", "Dismiss").Click()
	page.Find("button", "Dismiss").AwaitGone()
	page.Find("status", "").AwaitText("Not connected")

	c.Unplug()
	page.Find("radio", "This browser").Click()
	page.Wait("element.shadowRoot.querySelector('[part=hint]').textContent.includes('No Bluetooth adapter')")
	page.Find("button", "Connect").Click()
	page.Find("alert", "").AwaitText("No Bluetooth found")
	c.Power(true)
	page.Find("button", "Connect").Click()
	page.Find("status", "").AwaitText("Connected")
	assert.Contains(t, events(page), "problem invalid-address")
	assert.Contains(t, events(page), "problem unreachable")
	assert.Contains(t, events(page), "problem no-adapter")
}

func TestElementRemembersTheChoice(t *testing.T) {
	_, _, page := openElement(t)
	page.Find("radio", "Simulated toys").Click()
	page.Find("button", "Connect").Click()
	page.Find("status", "").AwaitText("Connected")
	page.Reload()
	page.Wait("element?.way === 'simulated'")
	page.Eval("element.setAttribute('forget', ''); element.setAttribute('ways', 'remote bluetooth nonsense')", nil)
	page.Wait("element.way === 'remote'")
	assert.False(t, page.Find("radio", "Simulated toys").Exists())
	assert.Contains(t, page.EvalError("element.way = 'simulated'"), "not offered")
}

// A page may bring its own client, and connect it by itself.
func TestElementWithAClientOfThePage(t *testing.T) {
	_, _, page := openElement(t)
	page.Eval("globalThis.own = new ButtplugClient('own'); element.client = own; own.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }))", nil)
	page.Find("status", "").AwaitText("Connected")
	page.Eval("own.startScanning()", nil)
	page.Find("status", "").AwaitText("6 toys")
	assert.Contains(t, page.EvalError("element.client = new ButtplugClient('other')"), "not connected")
	page.Eval("element.disconnect().then(() => element.client = new ButtplugClient('other')).then(() => null)", nil)
	assert.Equal(t, []string{"statechange connected", "connect"}, events(page)[:2])
}

// The page seems to come from the internet, so that Chromium guards programs on this device.
func TestLocalNetworkPromptIsExplained(t *testing.T) {
	address := site(t)
	u, err := url.Parse(address)
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(u.Host)
	require.NoError(t, err)
	game, host := "http://game.test:"+port, "http://host.test:"+port
	guarded, err := lab.Start("host-resolver-rules=MAP *.test 127.0.0.1", "ip-address-space-overrides="+u.Host+"=public",
		"unsafely-treat-insecure-origin-as-secure="+game+","+host)
	require.NoError(t, err)
	t.Cleanup(guarded.Close)

	c := guarded.Case(t)
	page := c.Open(game + "/connect.html")
	page.Find("radio", "Remote server").Click()
	page.Wait("element.shadowRoot.querySelector('[part=hint]').textContent.includes('The browser will ask whether this site may connect to programs on this device')")
	page.Screenshot("element-local-network")
	client := c.Open(game + "/client/client.html")
	client.Eval("ready", nil)
	found := check(client, "checkServer('ws://127.0.0.1:12345')")
	assert.True(t, found.OK)
	assert.Equal(t, "loopback-network", found.Asks)
	assert.Equal(t, "local-network", check(client, "checkServer('ws://192.168.1.9:12345')").Asks)
	assert.Equal(t, finding{OK: true}, check(client, "checkServer('wss://toys.example:12345')"))

	outer := c.Open(host + "/host.html")
	outer.Eval("show('"+game+"/client/client.html')", nil)
	frame := outer.Frame("/client.html")
	frame.Eval("ready", nil)
	found = check(frame, "checkServer('ws://127.0.0.1:12345')")
	assert.Equal(t, "blocked-by-policy", found.Code)
	assert.True(t, found.Popup)
	assert.Contains(t, found.Message, `<iframe allow="loopback-network">`)
	frame.ExpectError("WebSocket connection to")
	assert.Equal(t, "ButtplugClientConnectorException unreachable", outcome(frame, "remote('ws://127.0.0.1:12345')"))
}
