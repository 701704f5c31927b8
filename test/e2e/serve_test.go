package e2e

import (
	"context"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// server is the program under test.
const server = "../../.cache/gobuttplug"

// servePage runs the server with the built page.
func servePage(t *testing.T, flags ...string) *lab.Server {
	t.Helper()
	return lab.Serve(t, server, append([]string{"--page", dist, "--page-port", "0"}, flags...)...)
}

// pingTime is a deadline that a client without a working keep-alive misses within the
// pingTest.
const (
	pingTime = "500ms"
	pingTest = 5 * time.Second
)

func TestNativeClientKeepsItsSessionAlive(t *testing.T) {
	t.Parallel()
	s := lab.Serve(t, server, "--max-ping-time", pingTime)
	ctx, cancel := context.WithTimeout(t.Context(), lab.Timeout)
	defer cancel()
	c := client.New(client.Options{Name: "e2e"})
	c.OnServerDisconnect(func(err error) { t.Logf("disconnected: %v", err) })
	require.NoError(t, c.Connect(ctx, client.WebSocket{Address: s.Address}))
	require.NoError(t, c.StartScanning(ctx))
	time.Sleep(pingTest) // what is tested is that nothing happens meanwhile
	assert.True(t, c.Connected())
	require.NoError(t, c.StopAll(ctx))
	assert.Len(t, c.Devices(), 6)
	require.NoError(t, c.Disconnect(ctx))
}

func TestPageClientKeepsItsSessionAlive(t *testing.T) {
	s := servePage(t, "--max-ping-time", pingTime)
	page := browser.Case(t).Open(s.Page)
	page.Eval("import('/gobuttplug.mjs').then(g => Object.assign(globalThis, g)).then(() => null)", nil)
	page.Eval("globalThis.client = new ButtplugClient('e2e'); client.connect(new ButtplugBrowserWebsocketClientConnector('"+s.Address+"'))", nil)
	page.Eval("new Promise(r => setTimeout(r, "+"5000))", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
}

func TestForeignPagesAreKeptOut(t *testing.T) {
	c := browser.Case(t)
	elsewhere := site(t)
	page := c.Open(elsewhere + "/client.html")
	page.ExpectError("WebSocket connection to")
	closed := lab.Serve(t, server)
	assert.Equal(t, "ButtplugClientConnectorException unreachable", outcome(page, "remote('"+closed.Address+"')"))
	open := lab.Serve(t, server, "--allow-origin", elsewhere)
	assert.Equal(t, "ok", outcome(page, "remote('"+open.Address+"')"))
}

func TestServerGoesAway(t *testing.T) {
	ways := map[string]func(*lab.Server){"ends": (*lab.Server).Stop, "crashes": (*lab.Server).Kill}
	for name, goAway := range ways {
		t.Run(name, func(t *testing.T) {
			elsewhere := site(t)
			s := lab.Serve(t, server, "--allow-origin", elsewhere)
			page := browser.Case(t).Open(elsewhere + "/client.html")
			page.Eval("remote('"+s.Address+"')", nil)
			page.Eval("client.startScanning()", nil)
			page.Wait("client.devices.size === 6")
			page.Eval("globalThis.device = toy('Simulated Vibrator'); null", nil)
			goAway(s)
			page.Wait("!client.connected")
			assert.Equal(t, 6, count(events(page), "deviceremoved"))
			assert.Equal(t, 1, count(events(page), "disconnect"))
			assert.Equal(t, "ButtplugDeviceError device-gone", outcome(page, "device.vibrate(1)"))
			assert.Equal(t, "ButtplugClientConnectorException not-connected", outcome(page, "client.startScanning()"))
			// The same client connects again, to another server.
			again := lab.Serve(t, server, "--allow-origin", elsewhere)
			page.Eval("remote('"+again.Address+"')", nil)
			page.Eval("client.startScanning()", nil)
			page.Wait("client.devices.size === 6")
		})
	}
}

func TestAddressesThatDoNotWork(t *testing.T) {
	page := browser.Case(t).Open(site(t) + "/client.html")
	page.ExpectError("WebSocket connection to")
	for address, want := range map[string]string{
		"":                  "ButtplugClientConnectorException invalid-address",
		"http://127.0.0.1":  "ButtplugClientConnectorException invalid-address",
		"ws://127.0.0.1:1/": "ButtplugClientConnectorException unreachable",
	} {
		assert.Equal(t, want, outcome(page, "remote('"+address+"')"), address)
	}
}

// The page's client finds a server that was restarted, at the same address.
func TestServerIsRestarted(t *testing.T) {
	elsewhere := site(t)
	s := lab.Serve(t, server, "--allow-origin", elsewhere)
	page := browser.Case(t).Open(elsewhere + "/client.html")
	page.Eval("remote('"+s.Address+"', { reconnect: true })", nil)
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("globalThis.device = toy('Simulated Vibrator'); events.length = 0", nil)
	page.ExpectError("WebSocket connection to")
	s.Kill()
	page.Wait("client.reconnecting")
	assert.Equal(t, "ButtplugClientConnectorException reconnecting", outcome(page, "device.vibrate(1)"))
	assert.Equal(t, "ButtplugClientConnectorException reconnecting", outcome(page, "client.startScanning()"))

	again := lab.Serve(t, server, "--allow-origin", elsewhere, "--port", s.Port())
	page.Wait("client.connected && events.includes('reconnected')")
	assert.Equal(t, 6, count(events(page), "deviceremoved"), "the new server has not found its toys yet")
	assert.NotContains(t, events(page), "disconnect")
	page.Eval("client.startScanning()", nil)
	page.Wait("client.devices.size === 6")
	page.Eval("toy('Simulated Vibrator').vibrate(0.5)", nil)
	again.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10`))

	again.Kill()
	page.Wait("client.reconnecting")
	page.Eval("client.disconnect()", nil)
	page.Wait("events.includes('disconnect')")
}
