package e2e

import (
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
	toy.Forget()
	return c, toy, page
}

func findHush(page *lab.Page) {
	choose(page, "This browser")
	page.Find("button", "Scan for toys").Click()
	page.Find("article", hush).Await()
}

// unfold shows what is behind the summary of a <details> on a card.
func unfold(card *lab.Element, summary string) { card.Find("DisclosureTriangle", summary).Click() }

func TestPageLimitsOfAToy(t *testing.T) {
	_, toy, page := withHush(t)
	card := page.Find("article", hush)
	unfold(card, "Limits none")
	card.Find("slider", "At most").Slide(50)
	card.AwaitText("at most 50 %")
	assert.False(t, card.Find("slider", "Stroke from").Exists(), "a vibrator has no strokes")
	card.Find("slider", "Vibrate").Slide(20)
	toy.Expect(`"Vibrate:10;"`)
	card.Find("slider", "At most").Press("Home")
	toy.Expect(`"Vibrate:0;"`)
	card.Find("slider", "At most").Slide(25)
	toy.AwaitWrite(`"Vibrate:5;"`)
	card.Find("checkbox", "Vibrate").Click()
	toy.AwaitWrite(`"Vibrate:0;"`)
	card.AwaitText("vibrate off")
	card.Find("checkbox", "Vibrate").Click()
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
	toy.Forget()
	card.Find("slider", "Vibrate").Slide(20)
	toy.AwaitWrite(`"Vibrate:5;"`)
	unfold(card, "Limits at most 25 %")
	card.Find("slider", "At most").AwaitText("25")

	toy.Forget()
	card.Find("button", "Back to no limits").Click()
	toy.AwaitWrite(`"Vibrate:20;"`)
	card.Find("DisclosureTriangle", "Limits none").Await()
	card.Find("slider", "At most").AwaitText("100")
}

func TestPageLimitsOfStrokesAndOfAllToys(t *testing.T) {
	c := browser.Case(t)
	page := openPage(t, c)
	choose(page, "Simulated toys")
	page.Find("button", "Scan for toys").Click()
	status(page).AwaitText("6 toys")
	stroker := page.Find("article", "Simulated Stroker")
	unfold(stroker, "Limits")
	stroker.Find("slider", "Stroke to").Slide(60)
	stroker.Find("slider", "Stroke from").Slide(80) // takes the other end along
	stroker.Find("slider", "Stroke to").AwaitText("80")
	stroker.Find("slider", "Stroke to").Slide(90)
	stroker.Find("slider", "Position").Slide(100)
	stroker.AwaitText("\n90")
	page.Reload()
	page.Find("button", "Connect").Click()
	page.Find("button", "Scan for toys").Click()
	unfold(stroker, "Limits strokes from 80 % to 90 %")
	stroker.Find("slider", "Stroke from").AwaitText("80")
	stroker.Find("slider", "Position").Slide(0)
	stroker.AwaitText("\n80")

	// What a game has said for all toys can be seen and taken back.
	page.Eval("import('./gobuttplug.mjs').then(g => g.limits.set({ top: 0.5 }))", nil)
	stroker.AwaitText("for all toys: at most 50 %")
	page.Find("article", "Simulated Vibrator").AwaitText("only those of all toys")
	stroker.Find("button", "Lift it").Click()
	stroker.Find("button", "Lift it").AwaitGone()
}

func TestPageHoldsToysStill(t *testing.T) {
	_, toy, page := withHush(t)
	motor := page.Find("slider", "Vibrate")
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
	assert.False(t, loaded, "it is loaded when the panel is opened")
	open(page, "Games")
	vibrate := page.Find("group", "Vibrate")
	vibrate.Find("slider", "Strength").Slide(50)
	choosing(page.Find("combobox", "For"), "lovense")
	page.Find("group", "Oscillate").AwaitGone()
	vibrate.Find("slider", "Strength").Slide(25)
	page.Screenshot("page-games")

	page.Eval(playing, nil)
	page.Eval("haptics.vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)
	choosing(vibrate.Find("combobox", "Vibrate"), "never")
	toy.AwaitWrite(`"Vibrate:0;"`)
	vibrate.Find("slider", "Strength").AwaitGone()

	// A hit that is felt like a knock, and one that is not felt at all.
	page.Find("DisclosureTriangle", "What things feel like").Click()
	choosing(page.Find("combobox", "Hit"), "knock")
	choosing(page.Find("combobox", "Tap"), "nothing")
	var bound []any
	page.Eval("['hit', 'tap', 'purr'].map(event => games.playerSettings.binding(event) ?? String(games.playerSettings.binding(event)))", &bound)
	assert.Equal(t, []any{"knock", "null", "undefined"}, bound)

	page.Reload()
	open(page, "Games")
	page.Find("DisclosureTriangle", "What things feel like").Click()
	page.Find("combobox", "Hit").AwaitText("=knock")
	assert.Equal(t, "50", page.Find("group", "Vibrate").Find("slider", "Strength").Text())
	choosing(page.Find("combobox", "Hit"), "as")
	page.Find("button", "Back to how it was at first").Click()
	page.Find("combobox", "Tap").AwaitText("")
	assert.Equal(t, "100", page.Find("group", "Vibrate").Find("slider", "Strength").Text())
}

// choosing chooses the option of a list that begins with the letters, by typing them.
func choosing(list *lab.Element, letters string) {
	for _, letter := range letters {
		list.Press(string(letter))
	}
}

// What comes first is there without scrolling.
func TestPageBeginsWithTheConnectButton(t *testing.T) {
	for _, size := range []lab.Viewport{{Width: 1280, Height: 800}, lab.Phone} {
		page := browser.Case(t).OpenSized(site(t)+"/dist/index.html", size)
		page.Find("button", "Connect").Await()
		var visible, fits bool
		page.Eval(`{
			const button = document.querySelector('gobuttplug-connect').shadowRoot.querySelector('[part~="primary"]');
			const { bottom } = button.getBoundingClientRect();
			button.checkVisibility() && bottom < document.querySelector('.stopbar').getBoundingClientRect().top;
		}`, &visible)
		assert.True(t, visible, size)
		page.Eval("document.documentElement.scrollWidth <= innerWidth", &fits)
		assert.True(t, fits, size)
	}
}
