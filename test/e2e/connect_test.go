package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// silentServer takes connections and says nothing.
func silentServer(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
		if err != nil {
			return
		}
		for err == nil {
			_, _, err = c.Read(r.Context())
		}
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

func TestConnectingIsGivenUp(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval("globalThis.stages = []; client.on('progress', ({ stage, name }) => stages.push(`${stage} ${name ?? ''}`.trim())); null", nil)
	var name string
	page.Eval(`{
		globalThis.abort = new AbortController();
		const outcome = client.connect(new ButtplugBrowserWebsocketClientConnector('`+silentServer(t)+`'), { signal: abort.signal }).then(() => 'ok', error => error.name);
		setTimeout(() => abort.abort(), 200);
		outcome;
	}`, &name)
	assert.Equal(t, "AbortError", name)
	assert.Equal(t, "ButtplugClientConnectorException not-connected", outcome(page, "client.stopAllDevices()"))
	page.Eval("client.connect(new ButtplugWasmClientConnector(), { signal: AbortSignal.abort() }).catch(error => error.name)", &name)
	assert.Equal(t, "AbortError", name, "it was given up before")

	// The client can connect anew, and a toy that does not answer is given up as well.
	toy.Script(func(o lab.Operation) lab.Reply { return lab.Reply{Hang: o.Kind == lab.Connect} })
	page.Eval("bluetooth()", nil)
	page.Eval("globalThis.abort = new AbortController(); client.startScanning({ signal: abort.signal })", nil)
	page.Wait("stages.includes('connecting LVS-Z001')")
	page.Eval("abort.abort(); null", nil)
	page.Wait("stages.includes('refused LVS-Z001')")
	assert.NotContains(t, strings.Join(events(page), ","), "error", "somebody wanted it")
	var stages []string
	page.Eval("stages", &stages)
	assert.Equal(t, []string{"loading", "reaching", "loading", "reaching", "connecting LVS-Z001", "refused LVS-Z001"}, stages)
}

func TestTraffic(t *testing.T) {
	c := browser.Case(t)
	c.AddHush()
	page := c.Open(site(t) + "/client.html")
	page.Eval("ready", nil)
	page.Eval(`(async () => {
		globalThis.told = [];
		globalThis.packets = [];
		globalThis.end = await traffic.outputs(({ device, feature, outputType, value }) => told.push([device.name, feature, outputType, value].join(' ')));
		await traffic.bytes(({ toy, kind, endpoint, hex }) => packets.push([toy, kind, endpoint, hex].join(' ')));
		limits.set({ top: 0.5 });
	})()`, nil)
	page.Eval("bluetooth().then(() => client.startScanning())", nil)
	page.Wait("toy('" + hush + "')")
	page.Eval("toy('"+hush+"').vibrate(1)", nil)
	page.Wait("packets.includes('LVS-Z001 write tx 566962726174653a31303b')") // Vibrate:10;
	page.Eval("toy('"+hush+"').vibrate(0.1).then(() => client.stopAllDevices())", nil)
	page.Wait("told.length === 3")
	var told []string
	page.Eval("told", &told)
	assert.Equal(t, []string{hush + " 0 Vibrate 10", hush + " 0 Vibrate 2", hush + " 0 Vibrate 0"}, told, "after the limits")
	page.Wait("packets.some(packet => packet.startsWith('LVS-Z001 notify rx '))")
	page.Eval("end(); toy('"+hush+"').vibrate(1)", nil)
	page.Wait("packets.filter(packet => packet.endsWith('566962726174653a31303b')).length === 2")
	page.Eval("told", &told)
	assert.Len(t, told, 3, "nobody watches any more")
}
