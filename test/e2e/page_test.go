package e2e

import (
	"regexp"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

func openPage(t *testing.T, c *lab.Case) *lab.Page {
	t.Helper()
	return c.Open(site(t) + "/dist/index.html")
}

func choose(page *lab.Page, way string) {
	page.Find("radio", way).Click()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").AwaitEnabled()
}

func status(page *lab.Page) *lab.Element { return page.Find("status", "") }

func TestPageThisBrowser(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	choose(page, "This browser")
	page.Find("button", "Scan for toys").Click()
	assert.Equal(t, []lab.Offer{{Address: address, Name: "LVS-Z001"}}, c.AwaitChooser(1).Offered)
	page.Find("article", hush).Await()
	toy.Expect(`"DeviceType;"`)
	status(page).AwaitText("1 toy")

	motor := page.Find("slider", "Vibrate")
	motor.Slide(10)
	toy.Expect(`"Vibrate:10;"`)
	motor.Press("ArrowRight")
	toy.Expect(`"Vibrate:11;"`)
	page.Find("button", "Read battery").Click()
	toy.Expect(`"Battery;"`)
	page.Find("article", hush).AwaitText("85 %")
	page.Screenshot("page-bluetooth")

	page.Find("button", "Stop "+hush).Click()
	toy.Expect(`"Vibrate:0;"`)
	motor.Slide(20)
	toy.Expect(`"Vibrate:20;"`)
	page.Find("button", "Stop everything").Click()
	toy.Expect(`"Vibrate:0;"`)
	motor.Slide(5)
	toy.Expect(`"Vibrate:5;"`)
	page.Press("Escape")
	toy.Expect(`"Vibrate:0;"`)

	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
	page.Find("article", hush).AwaitGone()
	page.Find("log", "").AwaitText(hush + " disconnected")
}

// One step in the middle of every output that the simulated toys have.
var simulatedOutputs = []struct {
	toy, control string
	value        float64
	shown        string // by the toy itself
}{
	{"Simulated Vibrator", "Vibrate", 10, "10"},
	{"Simulated Rotator", "Rotate", -5, "-5"},
	{"Simulated Stroker", "Position", 40, "40"},
	{"Simulated Stroker", "Move", 70, "70 in 500 ms"},
	{"Simulated Stroker", "Oscillate", 7, "7"},
	{"Simulated Trainer", "Vibrate", 33, "33"},
	{"Simulated Air Pump", "Constrict", 3, "3"},
	{"Simulated Air Pump", "Spray", 1, "1"},
	{"Simulated Heater", "Temperature", -4, "-4"},
	{"Simulated Heater", "Light", 9, "9"},
}

func TestPageSimulatedToys(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	choose(page, "Simulated toys")
	page.Find("button", "Scan for toys").Click()
	status(page).AwaitText("6 toys")
	for _, o := range simulatedOutputs {
		card := page.Find("article", o.toy)
		card.Find("slider", o.control).Slide(o.value)
		card.AwaitText("\n" + o.shown)
	}
	page.Screenshot("page-simulated")
	page.Find("article", "Simulated Rotator").Find("button", "Read battery").Click()
	page.Find("article", "Simulated Rotator").AwaitText("85 %")
	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
}

func TestPageRemoteServer(t *testing.T) {
	c := browser.Case(t)
	s := servePage(t)
	page := c.Open(s.Page)
	page.Find("radio", "Remote server").Click()
	page.Find("textbox", "Server address").Fill(s.Address)
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
	status(page).AwaitText("6 toys")
	page.Find("article", "Simulated Vibrator").Find("slider", "Vibrate").Slide(10)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10`))
	page.Screenshot("page-remote")
	s.Stop()
	status(page).AwaitText("Not connected")
	page.Find("alert", "").AwaitText("connection")
}

// A toy that is switched off and on again moves again, without a click; then it is one of an
// earlier visit.
func TestPageToyIsSwitchedOffAndOn(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	rememberChoices(page)
	choose(page, "This browser")
	page.Find("button", "Scan for toys").Click()
	card := page.Find("article", hush)
	card.Find("slider", "Vibrate").Slide(10)
	toy.AwaitWrite(`"Vibrate:10;"`)
	toy.Script(outOfReach)
	toy.Disconnect()
	card.AwaitText("Reconnecting")
	page.Find("log", "").AwaitText(hush + " has dropped out")
	page.Screenshot("page-reconnecting")
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	page.Find("log", "").AwaitText(hush + " is back")
	toy.AwaitWrite(`"Vibrate:0;"`)
	card.Find("slider", "Vibrate").Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)

	toy.Script(outOfReach)
	toy.Disconnect()
	page.Find("button", "Stop trying to reach "+hush).Click()
	card.AwaitGone()
	page.Find("button", "Disconnect").Click()
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	choose(page, "This browser")
	page.Find("button", "Connect LVS-Z001").Click()
	card.Await()
	card.Find("slider", "Vibrate").Slide(10)
	toy.AwaitWrite(`"Vibrate:10;"`)
	assert.Len(t, c.Choosers(), 1)
}

// rememberChoices gives the page what Chromium has only behind a flag: a list of the devices
// that were chosen.
func rememberChoices(page *lab.Page) {
	page.Eval(`(() => {
		const chosen = [], choose = navigator.bluetooth.requestDevice.bind(navigator.bluetooth);
		navigator.bluetooth.requestDevice = async options => { chosen[0] = await choose(options); return chosen[0]; };
		navigator.bluetooth.getDevices = async () => chosen;
	})()`, nil)
}
