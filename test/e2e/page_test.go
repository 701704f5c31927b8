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

// What connects, and looks for toys at once.
const (
	chooseToy = "Choose a toy"
	simulate  = "Try it"
)

func status(page *lab.Page) *lab.Element { return page.Find("status", "") }

func TestPageThisBrowser(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	page.Find("button", chooseToy).Click()
	assert.Equal(t, []lab.Offer{{Address: address, Name: "LVS-Z001"}}, c.AwaitChooser(1).Offered)
	card := page.Find("article", hush).Await()
	toy.Expect(`"DeviceType;"`)
	status(page).AwaitText("1 toy")
	toy.AwaitWrite(`"Battery;"`)
	card.AwaitText("Battery 85%")
	toy.Forget()

	motor := card.Find("slider", "Vibration")
	motor.Slide(10)
	toy.Expect(`"Vibrate:10;"`)
	card.AwaitText("10 of 20")
	motor.Press("ArrowRight")
	toy.Expect(`"Vibrate:11;"`)
	page.Screenshot("page-bluetooth")

	card.Find("button", "Stop "+hush).Click()
	toy.Expect(`"Vibrate:0;"`)
	motor.Slide(20)
	toy.Expect(`"Vibrate:20;"`)
	page.Find("button", "Stop everything").Click()
	toy.Expect(`"Vibrate:0;"`)
	card.AwaitText("0 of 20")
	motor.Slide(5)
	toy.Expect(`"Vibrate:5;"`)
	page.Press("Escape")
	toy.Expect(`"Vibrate:0;"`)

	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
	card.AwaitGone()
	page.Find("button", chooseToy).Await()
}

// A chooser that is closed without a choice is followed by help, not by silence.
func TestPageHelpsAfterAnEmptyChooser(t *testing.T) {
	c := browser.Case(t)
	c.AddHush()
	unknown := c.Add(lab.Peripheral{Name: "Nobody knows me", Address: "09:09:09:09:09:01", Advertised: []string{"0000180f-0000-1000-8000-00805f9b34fb"}})
	_ = unknown
	c.Choose(lab.Cancel)
	page := openPage(t, c)
	page.Find("button", chooseToy).Click()
	assert.Len(t, c.AwaitChooser(1).Offered, 1, "only those whose names are known")
	help := page.Find("region", "Was your toy not in the list?").Await()
	help.AwaitText("charged")
	page.Screenshot("page-empty-chooser")
	help.Find("button", "Show all devices").Click()
	assert.Len(t, c.AwaitChooser(2).Offered, 2, "now those of unknown names, too")
	c.Choose(lab.First)
	help.Find("button", "Open the list again").Click()
	page.Find("article", hush).Await()
	help.AwaitGone()
	assert.Len(t, c.AwaitChooser(3).Offered, 1)
}

// One step in the middle of every output that the simulated toys have.
var simulatedOutputs = []struct {
	toy, control string
	value        float64
	shown        string // by the toy itself
}{
	{"Simulated Vibrator", "Vibration", 10, "Vibration 50%"},
	{"Simulated Rotator", "Rotation", -5, "Rotation -25%"},
	{"Simulated Stroker", "Thrusting", 7, "Thrusting 35%"},
	{"Simulated Trainer", "Vibration", 33, "Vibration 33%"},
	{"Simulated Air Pump", "Squeeze", 3, "Squeeze 60%"},
	{"Simulated Heater", "Temperature", -4, "Temperature -40%"},
	{"Simulated Heater", "Light", 9, "Light 90%"},
}

func TestPageSimulatedToys(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("button", simulate).Click()
	status(page).AwaitText("6 toys")
	for _, o := range simulatedOutputs {
		card := page.Find("article", o.toy)
		card.Find("slider", o.control).Slide(o.value)
		card.AwaitText(o.shown)
		card.Find("image", o.shown).Await() // the drawing says it, too
	}
	pump := page.Find("article", "Simulated Air Pump")
	pump.Find("switch", "Spray").Click()
	pump.AwaitText("Spray 100%")
	stroker := page.Find("article", "Simulated Stroker")
	pad := stroker.Find("slider", "Stroke")
	pad.Press("End")
	stroker.AwaitText("Stroke 100%")
	pad.Press("ArrowLeft")
	stroker.AwaitText("Stroke 95%")
	page.Screenshot("page-simulated")

	// What its owner does to it.
	trainer := page.Find("article", "Simulated Trainer")
	trainer.Find("button", "Follow: Pressure").Click()
	unfold(trainer, "Pretend")
	trainer.Find("slider", "Pressure").Slide(700)
	trainer.AwaitText("700")
	unfold(trainer, "Last 30 seconds")
	trainer.Find("image", "What Simulated Trainer did").Await()
	page.Wait("document.querySelector('.chart canvas')")
	trainer.Find("button", "Carry it out of reach").Click()
	trainer.AwaitText("Reconnecting")
	trainer.Find("button", "Bring it back").Click()
	trainer.Find("button", "Bring it back").AwaitGone()
	trainer.Find("button", "Carry it out of reach").Click()
	trainer.Find("button", "Stop trying to reach Simulated Trainer").Click()
	trainer.AwaitGone()
	status(page).AwaitText("5 toys")
	page.Find("alert", "").AwaitText("Simulated Trainer is gone")

	// The player's limit is for all of them, and what is shown is what they were told.
	page.Find("slider", "Strength limit").Slide(20)
	rotator := page.Find("article", "Simulated Rotator")
	rotator.Find("slider", "Rotation").Slide(-20)
	rotator.AwaitText("-4 of 20")
	rotator.AwaitText("Rotation -20%")
	page.Press("Escape")
	page.Wait("[...document.querySelectorAll('article')].every(card => card.querySelector('.doing').textContent === '' || card.querySelector('h3').textContent === 'Simulated Stroker')")
	page.Wait("document.querySelectorAll('article')[1].querySelector('input').value === '0'")
	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
}

func TestPageRemoteServer(t *testing.T) {
	c := browser.Case(t)
	s := servePage(t)
	page := c.Open(s.Page + "?server=" + s.Address)
	page.Find("textbox", "Server address").AwaitText(s.Address)
	page.Find("form", "Remote server").AwaitText("The link that you followed names this server")
	page.Find("form", "Remote server").Find("button", "Connect").Click()
	status(page).AwaitText("6 toys")
	card := page.Find("article", "Simulated Vibrator")
	card.Find("slider", "Vibration").Slide(10)
	s.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10`))
	card.AwaitText("10 of 20")
	card.Find("button", "Give Simulated Vibrator a name").Click()
	card.Find("textbox", "Your name for it").Fill("<b>Buzz</b>")
	card.Find("button", "Save").Click()
	named := page.Find("article", "<b>Buzz</b>").Await()
	named.Find("button", "Stop <b>Buzz</b>").Await()
	page.Screenshot("page-remote")
	page.ExpectError("WebSocket connection to") // of the tries to reconnect
	s.Stop()
	status(page).AwaitText("Reconnecting")
	named.AwaitText("Reconnecting")
	lab.Serve(t, server, "--port", s.Port(), "--allow-origin", s.Page)
	status(page).AwaitText("No toys yet") // the server is there again, and new
	page.Find("button", "Look for toys").Click()
	status(page).AwaitText("6 toys")
	page.Find("button", "Disconnect").Click()
	status(page).AwaitText("Not connected")
}

// A toy that is switched off and on again moves again, without a click; then it is one of an
// earlier visit.
func TestPageToyIsSwitchedOffAndOn(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	rememberChoices(page)
	page.Find("button", chooseToy).Click()
	card := page.Find("article", hush)
	card.Find("slider", "Vibration").Slide(10)
	toy.AwaitWrite(`"Vibrate:10;"`)
	toy.Script(outOfReach)
	toy.Disconnect()
	card.AwaitText("Reconnecting")
	card.AwaitText("0 of 20")
	page.Screenshot("page-reconnecting")
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	page.Wait("!document.querySelector('article').textContent.includes('Reconnecting') || document.querySelector('.absent').hidden")
	toy.AwaitWrite(`"Vibrate:0;"`)
	card.Find("slider", "Vibration").Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)

	toy.Script(outOfReach)
	toy.Disconnect()
	page.Find("button", "Stop trying to reach "+hush).Click()
	card.AwaitGone()
	page.Find("button", "Disconnect").Click()
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	page.Find("button", "Connect LVS-Z001").Click()
	card.Await()
	card.Find("slider", "Vibration").Slide(10)
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
