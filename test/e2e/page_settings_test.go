package e2e

import (
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// withHush opens the page, connects in it and finds a Hush.
func withHush(t *testing.T) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	findHush(page)
	toy.AwaitWrite(`"DeviceType;"`)
	toy.AwaitWrite(`"Battery;"`)
	toy.Forget()
	return c, toy, page
}

func findHush(page *lab.Page) {
	page.Find("button", chooseToy).Click()
	page.Find("article", hush).Await()
}

// unfold shows what is behind the summary of a <details> on a card.
func unfold(card *lab.Element, summary string) { card.Find("DisclosureTriangle", summary).Click() }

func TestPageLimitsOfAToy(t *testing.T) {
	_, toy, page := withHush(t)
	card := page.Find("article", hush)
	unfold(card, "Limits none")
	card.Find("slider", "At most").Slide(50)
	card.AwaitText("at most 50%")
	assert.False(t, card.Find("slider", "Strokes from").Exists(), "a vibrator has no strokes")
	card.Find("slider", "Vibration").Slide(20)
	toy.Expect(`"Vibrate:10;"`)
	card.AwaitText("10 of 20")
	assert.Equal(t, "20", card.Find("slider", "Vibration").Text(), "the handle stays where it was put")
	card.Find("slider", "At most").Press("Home")
	toy.Expect(`"Vibrate:0;"`)
	card.Find("slider", "At most").Slide(25)
	toy.AwaitWrite(`"Vibrate:5;"`)
	card.Find("checkbox", "Vibration").Click()
	toy.AwaitWrite(`"Vibrate:0;"`)
	card.AwaitText("Vibration off")
	card.Find("checkbox", "Vibration").Click()
	page.Screenshot("page-limits")

	// The browser remembers it. A reload would end the emulation of Bluetooth, so this is another tab.
	toy.Script(outOfReach)
	toy.Disconnect()
	page.Find("button", "Stop trying to reach "+hush).Click()
	card.AwaitGone()
	toy.Script(lab.LovenseAnswer(hushID))
	toy.Return()
	page.Eval("window.open('index.html?again'); null", nil)
	again := page.Popup("?again")
	findHush(again)
	card = again.Find("article", hush)
	toy.AwaitWrite(`"Battery;"`)
	toy.Forget()
	card.Find("slider", "Vibration").Slide(20)
	toy.AwaitWrite(`"Vibrate:5;"`)
	unfold(card, "Limits at most 25%")
	card.Find("slider", "At most").AwaitText("25")

	toy.Forget()
	card.Find("button", "Remove these limits").Click()
	toy.AwaitWrite(`"Vibrate:20;"`)
	card.Find("DisclosureTriangle", "Limits none").Await()
	card.Find("slider", "At most").AwaitText("100")
}

func TestPageLimitsOfStrokesAndOfAllToys(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("button", simulate).Click()
	status(page).AwaitText("6 toys")
	stroker := page.Find("article", "Simulated Stroker")
	pad := stroker.Find("slider", "Stroke")
	unfold(stroker, "Limits")
	stroker.Find("slider", "Strokes to").Slide(60)
	stroker.Find("slider", "Strokes from").Slide(80) // takes the other end along
	stroker.Find("slider", "Strokes to").AwaitText("80")
	stroker.Find("slider", "Strokes to").Slide(90)
	pad.Press("End")
	stroker.AwaitText("Stroke 90%")
	page.Eval("history.replaceState(null, '', '?simulated')", nil)
	page.Reload() // a link starts simulated toys by itself
	unfold(stroker, "Limits strokes 80% to 90%")
	stroker.Find("slider", "Strokes from").AwaitText("80")
	pad.Press("Home")
	stroker.AwaitText("Stroke 80%")

	// What a game has said for all toys is seen, and can be taken back.
	page.Eval("import('./gobuttplug.mjs').then(g => g.limits.set({ top: 0.5 }))", nil)
	page.Find("slider", "Strength limit").AwaitText("50")
}

func TestPageHoldsToysStill(t *testing.T) {
	_, toy, page := withHush(t)
	motor := page.Find("slider", "Vibration")
	motor.Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Press("Escape")
	page.Press("Escape")
	release := page.Find("button", "Let toys move again").Await()
	quiet(t, toy)
	page.Screenshot("page-hold")
	toy.Forget()
	motor.Slide(10)
	release.Click()
	release.AwaitGone()
	assert.Equal(t, "0", motor.Text(), "the toy has not moved meanwhile")
	motor.Slide(7)
	toy.Expect(`"Vibrate:7;"`)
}

// The space bar that is held stops for good; one that is tapped presses what has the focus.
func TestPageSpaceBar(t *testing.T) {
	_, toy, page := withHush(t)
	motor := page.Find("slider", "Vibration")
	motor.Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)
	motor.Press(" ")
	page.Eval("dispatchEvent(new KeyboardEvent('keydown', { key: ' ' })); null", nil)
	page.Find("button", "Let toys move again").Await()
	page.Eval("dispatchEvent(new KeyboardEvent('keyup', { key: ' ' })); null", nil)
	quiet(t, toy)
}

// An error that nobody expected stops toys: nobody knows what the page does now.
func TestPageStopsAfterAnUncaughtError(t *testing.T) {
	_, toy, page := withHush(t)
	page.Find("slider", "Vibration").Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.ExpectError("a defect")
	page.Eval("setTimeout(() => { throw new Error('a defect'); }); null", nil)
	page.Find("alert", "").AwaitText("everything was stopped")
	quiet(t, toy)
}

// What a page that hung has let its toys do, nobody knows.
func TestPageStopsAfterItHung(t *testing.T) {
	_, toy, page := withHush(t)
	page.Find("slider", "Vibration").Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Eval("for (const end = performance.now() + 5200; performance.now() < end;); null", nil)
	page.Find("alert", "").AwaitText("This page hung for")
	quiet(t, toy)
}

func TestPageStopsWhenItIsHidden(t *testing.T) {
	_, toy, page := withHush(t)
	page.Find("link", "Settings").Click()
	choosing(page.Find("combobox", "Stop toys after"), "no time")
	page.Find("link", "Toys").Click()
	page.Find("slider", "Vibration").Slide(20)
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Hide()
	quiet(t, toy)
}

func TestPageGamesSettings(t *testing.T) {
	const playing = `import('./gobuttplug-games.mjs').then(g => Promise.all([g, import('./gobuttplug.mjs')])).then(async ([games, library]) => {
		globalThis.games = games;
		const client = new library.ButtplugClient('a game');
		await client.connect(new library.ButtplugWasmClientConnector());
		globalThis.haptics = new games.Haptics(client, { panicKey: false });
	})`
	_, toy, page := withHush(t)
	var loaded bool
	const wasLoaded = "performance.getEntriesByType('resource').some(r => r.name.endsWith('gobuttplug-games.mjs'))"
	page.Eval(wasLoaded, &loaded)
	assert.False(t, loaded, "it is loaded when somebody goes there")
	page.Find("link", "Play").Click()
	vibrate := page.Find("group", "Vibration")
	vibrate.Find("slider", "Strength").Slide(50)
	choosing(page.Find("combobox", "For"), "lovense")
	page.Find("group", "Thrusting").AwaitGone()
	vibrate.Find("slider", "Strength").Slide(25)
	page.Screenshot("page-games")

	page.Eval(playing, nil)
	page.Eval("haptics.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)
	choosing(vibrate.Find("combobox", "Vibration"), "never")
	toy.AwaitWrite(`"Vibrate:0;"`)
	vibrate.Find("slider", "Strength").AwaitGone()

	// A hit that is felt like a knock, and one that is not felt at all.
	page.Find("DisclosureTriangle", "What things feel like").Click()
	choosing(page.Find("combobox", "Hit"), "knock")
	choosing(page.Find("combobox", "Tap"), "nothing")
	var bound []any
	page.Eval("['hit', 'tap', 'purr'].map(event => games.playerSettings.binding(event) ?? String(games.playerSettings.binding(event)))", &bound)
	assert.Equal(t, []any{"knock", "null", "undefined"}, bound)

	page.Reload() // where it was
	page.Find("DisclosureTriangle", "What things feel like").Click()
	page.Find("combobox", "Hit").AwaitText("=knock")
	assert.Equal(t, "50", page.Find("group", "Vibration").Find("slider", "Strength").Text())
	choosing(page.Find("combobox", "Hit"), "as")
	page.Find("button", "Back to how it was at first").Click()
	page.Find("combobox", "Tap").AwaitText("")
	assert.Equal(t, "100", page.Find("group", "Vibration").Find("slider", "Strength").Text())
}

// choosing chooses the option of a list that begins with the letters, by typing them.
func choosing(list *lab.Element, letters string) {
	for _, letter := range letters {
		list.Press(string(letter))
	}
}

// What comes first is there without scrolling, and the stop is always in reach.
func TestPageBeginsWithTheConnectButton(t *testing.T) {
	for _, size := range []lab.Viewport{{Width: 1280, Height: 800}, {Width: 1000, Height: 700}, {Width: 834, Height: 1112}, {Width: 768, Height: 1024}, lab.Phone, {Width: 360, Height: 740}, {Width: 740, Height: 360}} {
		page := browser.Case(t).OpenSized(site(t)+"/dist/index.html", size)
		page.Find("button", chooseToy).Await()
		var visible, fits, stops bool
		page.Eval(`{
			const { bottom } = document.querySelector('[data-way="browser"] .primary').getBoundingClientRect();
			bottom <= document.querySelector('main').getBoundingClientRect().bottom;
		}`, &visible)
		assert.True(t, visible || size.Height < 400, size)
		page.Eval("[...document.querySelectorAll('html, main')].every(one => one.scrollWidth <= innerWidth) && [...document.body.children].every(one => one.getBoundingClientRect().right <= innerWidth)", &fits)
		assert.True(t, fits, size)
		page.Eval(`{
			const stop = document.getElementById('stop-all').getBoundingClientRect(), main = document.querySelector('main').getBoundingClientRect();
			stop.height >= 44 && stop.top >= 0 && stop.bottom <= innerHeight && (stop.top >= main.bottom - 1 || stop.bottom <= main.top + 1);
		}`, &stops)
		assert.True(t, stops, "the stop is seen, and covers nothing: %v", size)
	}
}

func TestPageLog(t *testing.T) {
	_, toy, page := withHush(t)
	page.Find("slider", "Vibration").Slide(10)
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Find("link", "Help").Click()
	log := page.Find("log", "")
	log.AwaitText("LVS-Z001: write tx")
	log.AwaitText(strings.ToLower("56 69 62 72 61 74 65 3a 31 30 3b")) // Vibrate:10;
	page.Find("searchbox", "Find in the log").Fill("3a 31 30")
	page.Wait("document.querySelectorAll('.log > div').length === 1")
	page.Find("searchbox", "Find in the log").Fill("")
	choosing(page.Find("combobox", "Show"), "commands") // once: a second word would be taken for more letters
	log.AwaitText("Vibrate 10")
	page.Eval(`globalThis.saved = new Promise(resolve => {
		const made = URL.createObjectURL.bind(URL);
		URL.createObjectURL = blob => { resolve(blob.text()); return made(blob); };
	}); null`, nil)
	page.Find("button", "Save as a file").Click()
	var text string
	page.Eval("saved", &text)
	assert.Regexp(t, `^gobuttplug log, build \w+, .*\n.*\n\n\d{4}-\d\d-\d\dT[\d:.]+Z command .*Vibrate 10`, text)
	page.Find("button", "Clear").Click()
	page.Wait("document.querySelectorAll('.log > div').length === 0")
}

func TestPageToyCheck(t *testing.T) {
	_, toy, page := withHush(t)
	page.Find("link", "Help").Click()
	page.Find("button", "Check "+hush).Click()
	page.Find("button", "Run it for two seconds").Click()
	toy.Expect(`"Vibrate:6;"`)
	toy.AwaitWrite(`"Vibrate:0;"`)
	page.Find("textbox", "What did it do?").Fill("a gentle\nhum")
	page.Find("button", "Just that").Click()
	page.Find("button", "Measure").Click()
	page.Find("region", "Toy check").AwaitText("It says 85%")
	page.Find("button", "Yes").Click()
	report := page.Find("textbox", "Your report")
	report.AwaitText("model: " + hush)
	text := report.Text()
	assert.Contains(t, text, "protocol: lovense\n")
	assert.Contains(t, text, "1. Vibrate of feature 0, 6 of 0 to 20: just that (a gentle hum)\n   wrote 56 69 62 72 61 74 65 3a 36 3b\n   wrote 56 69 62 72 61 74 65 3a 30 3b\n")
	assert.Contains(t, text, "2. Battery of feature 1, read: right\n   wrote 42 61 74 74 65 72 79 3b\n")
	assert.NotContains(t, text, strings.ReplaceAll(address, ":", ""))
	assert.NotContains(t, text, address)
	page.Screenshot("page-toy-check")
}

func TestPageDoctorAndFinder(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	page.Find("link", "Check this browser").Click()
	page.Find("button", "Check this browser").Click()
	doctor := page.Find("region", "Doctor")
	doctor.AwaitText("This browser can drive toys over Bluetooth.")
	doctor.AwaitText("The module runs.")
	page.Find("searchbox", "Brand or model").Fill("lovense hush")
	page.Find("list", "Models that were found").AwaitText("Hush")
	page.Find("searchbox", "Brand or model").Fill("no such toy <b>")
	page.Find("region", "Is my toy supported?").AwaitText("It is not in the list")
	page.Screenshot("page-help")
}
