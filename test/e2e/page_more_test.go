package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/coder/websocket"
	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// strangeServer is a server with a toy that has an output of the future, and a name that
// would be markup.
func strangeServer(t *testing.T) string {
	t.Helper()
	const devices = `{"DeviceList":{"Id":%d,"Devices":{"0":{"DeviceIndex":0,"DeviceName":"<img src=x onerror=alert(1)>","DeviceMessageTimingGap":0,"DeviceFeatures":{` +
		`"0":{"FeatureIndex":0,"FeatureDescription":"<b>bold</b>","Output":{"Teleport":{"Value":[0,5]}}},` +
		`"1":{"FeatureIndex":1,"FeatureDescription":"","Output":{"Vibrate":{"Value":[0,10]}}}}}}}}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
		if err != nil {
			return
		}
		for {
			_, data, err := c.Read(r.Context())
			if err != nil {
				return
			}
			text, id := string(data), 0
			_, _ = fmt.Sscanf(text[strings.Index(text, `"Id":`)+5:], "%d", &id)
			answer := fmt.Sprintf(`{"Ok":{"Id":%d}}`, id)
			switch {
			case strings.Contains(text, "RequestServerInfo"):
				answer = fmt.Sprintf(`{"ServerInfo":{"Id":%d,"ServerName":"strange","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}`, id)
			case strings.Contains(text, "RequestDeviceList"):
				answer = fmt.Sprintf(devices, id)
			}
			if err := c.Write(r.Context(), websocket.MessageText, []byte("["+answer+"]")); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	return "ws" + strings.TrimPrefix(server.URL, "http")
}

// What a server brings is text, and what the page does not know harms nothing.
func TestPageWithAStrangeServer(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	remote := page.Find("form", "Remote server")
	remote.Find("textbox", "Server address").Fill("http://127.0.0.1")
	remote.AwaitText("An address begins with ws:// or wss://")
	remote.Find("textbox", "Server address").Fill("ws://127.0.0.1:1")
	page.ExpectError("WebSocket connection to 'ws://127.0.0.1:1/' failed")
	remote.Find("button", "Connect").Click()
	page.Find("alert", "").AwaitText("No server answers there")
	remote.Find("textbox", "Server address").Fill(strangeServer(t))
	remote.Find("button", "Connect").Click()
	card := page.Find("article", "<img src=x onerror=alert(1)>").Await()
	card.Find("slider", "Vibration").Slide(4)
	card.AwaitText("4 of 10")
	var images int
	page.Eval("document.querySelectorAll('main img, main b').length", &images)
	assert.Zero(t, images)

	page.Find("link", "Settings").Click()
	choosing(page.Find("combobox", "Language"), "d") // it is German with the first letter
	page.Find("link", "Toys").AwaitText("Toys")
	page.Find("heading", "Einstellungen").Await()
	page.Find("button", "Alles stoppen").Await()
	page.Find("link", "Toys").Click()
	card.AwaitText("4 von 10")
	page.Reload()
	page.Find("heading", "Verbinde dein Toy").Await()
	page.Find("form", "Anderer Server").AwaitText("zuletzt benutzt")
}

// A toy that does not answer is waited for in plain sight, and can be given up.
func TestPageGivesUpAToy(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	toy.Script(func(o lab.Operation) lab.Reply { return lab.Reply{Hang: o.Kind == lab.Connect} })
	page := openPage(t, c)
	// Without Bluetooth: a gamepad is a toy, too.
	page.Eval(`globalThis.rumbled = 0;
		Object.defineProperty(navigator, 'getGamepads', { value: () => [{ index: 0, id: 'Pad', connected: true, axes: [], buttons: [], vibrationActuator: { effects: ['dual-rumble'], playEffect: async (_, effect) => { rumbled = effect.strongMagnitude; return 'complete'; }, reset: async () => { rumbled = 0; return 'complete'; } } }], configurable: true });
		null`, nil)
	page.Find("button", "Use a gamepad").Click()
	page.Find("article", "Pad").Find("slider", "Vibration").Slide(100)
	page.Wait("rumbled > 0.9")
	page.Find("button", "Stop everything").Click()
	page.Wait("rumbled === 0")
	page.Find("button", "Disconnect").Click()

	page.Find("button", chooseToy).Click()
	page.Find("status", "").Await()
	page.Wait("document.querySelector('.pending').textContent.includes('LVS-Z001: Connecting')")
	page.Find("button", "Cancel").Click()
	page.Wait("document.querySelector('.pending').hidden")
	assert.False(t, page.Find("article", hush).Exists())
	var alerts string
	page.Eval("document.getElementById('notices').textContent", &alerts)
	assert.Empty(t, alerts, "it was the player's wish")
}

// The whole way by keyboard, without a mouse.
func TestPageByKeyboard(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("button", simulate).AwaitEnabled()
	reach := func(what string) {
		t.Helper()
		var here bool
		for range 80 {
			page.Press("Tab")
			page.Eval("document.activeElement.matches(`"+what+"`)", &here)
			if here {
				return
			}
		}
		t.Fatalf("Tab does not reach %s", what)
	}
	reach(`[data-way="simulated"] .primary`)
	page.Press("Enter")
	status(page).AwaitText("6 toys")
	reach("article input[type=range]")
	page.Press("ArrowRight")
	page.Find("article", "Simulated Vibrator").AwaitText("Vibration 5%")
	reach("[role=slider]")
	page.Press("End")
	page.Find("article", "Simulated Stroker").AwaitText("Stroke 100%")
	reach("[role=switch]")
	page.Press(" ")
	page.Find("article", "Simulated Air Pump").AwaitText("Spray 100%")
	var seen bool
	page.Eval(`{
		const { top, bottom } = document.activeElement.getBoundingClientRect(), main = document.querySelector('main').getBoundingClientRect();
		top >= main.top && bottom <= main.bottom;
	}`, &seen)
	assert.True(t, seen, "what has the focus is seen")
	page.Press("Escape")
	page.Find("article", "Simulated Vibrator").AwaitText("0 of 20")
}

func TestPageWorksOffline(t *testing.T) {
	c := browser.Case(t)
	var gone, newer atomic.Bool
	files := http.FileServer(http.Dir(dist))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gone.Load() {
			http.Error(w, "the network is gone", http.StatusServiceUnavailable)
			return
		}
		if r.URL.Path == "/sw.js" {
			text, err := os.ReadFile(filepath.Join(dist, "sw.js"))
			assert.NoError(t, err)
			w.Header().Set("Content-Type", "text/javascript")
			worker := string(text)
			if newer.Load() {
				worker = strings.Replace(worker, `"name":"gobuttplug-page-`, `"name":"gobuttplug-page-2`, 1)
			}
			_, _ = w.Write([]byte(worker))
			return
		}
		if strings.HasSuffix(r.URL.Path, ".mjs") {
			w.Header().Set("Content-Type", "text/javascript")
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	page := c.Open(server.URL)
	page.Wait("navigator.serviceWorker.ready.then(one => one.active?.state === 'activated')")
	page.Wait("navigator.serviceWorker.controller !== null")
	gone.Store(true)
	page.Reload()
	page.Find("button", simulate).Click()
	status(page).AwaitText("6 toys")
	page.Find("article", "Simulated Vibrator").Find("slider", "Vibration").Slide(10)
	page.Find("article", "Simulated Vibrator").AwaitText("Vibration 50%")
	for _, view := range []string{"Play", "Help", "Settings"} {
		page.Find("link", view).Click()
	}
	page.Find("region", "This page as an app").AwaitText("It works offline.")

	// A new version waits while a toy is connected; then it is offered, and taken when the player says so.
	gone.Store(false)
	newer.Store(true)
	page.Eval("navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => null)", nil)
	page.Find("region", "This page as an app").AwaitText("It can be used once no toy is connected.")
	page.Find("link", "Toys").Click()
	page.Find("button", "Disconnect").Click()
	page.AwaitLoad(page.Find("button", "Use it now").Await().Click)
	page.Find("button", simulate).Await()
	var names []string
	page.Eval("caches.keys()", &names)
	assert.Len(t, names, 1)
	assert.Contains(t, names[0], "gobuttplug-page-2")
	page.Find("link", "Settings").Click()

	// All that is kept can be taken along, and deleted.
	page.Find("button", "Delete everything").Click()
	sure := page.Find("dialog", "Really delete").Find("button", "Delete everything").Await()
	page.AwaitLoad(sure.Click)
	page.Find("button", chooseToy).Await()
	var left []string
	page.Eval("Object.keys(localStorage).filter(key => key.startsWith('gobuttplug'))", &left)
	assert.Empty(t, left)
}
