package e2e

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// violation is a rule of axe-core that a page breaks, and where.
type violation struct {
	ID    string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// assertAccessible holds what the page shows to the rules of axe-core, in both themes.
func assertAccessible(t *testing.T, page *lab.Page, state string) {
	t.Helper()
	// It looks at contrasts only where something is in sight: all of the page has to be.
	var height int64
	page.Eval("Math.ceil(document.querySelector('main').scrollHeight + innerHeight - document.querySelector('main').clientHeight) + 40", &height)
	page.Resize(lab.Viewport{Width: lab.Desktop.Width, Height: max(lab.Desktop.Height, height)})
	defer page.Resize(lab.Desktop)
	for theme, rules := range map[string]string{
		"light": `['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']`,
		"dark":  `['color-contrast']`, // the rest is the same
	} {
		page.Eval("document.documentElement.dataset.theme = '"+theme+"'; null", nil)
		var text string
		page.Eval(`axe.run({ resultTypes: ['violations'], runOnly: `+rules+` }).then(found => JSON.stringify(found.violations))`, &text)
		var found []violation
		require.NoError(t, json.Unmarshal([]byte(text), &found))
		for _, v := range found {
			for _, n := range v.Nodes {
				t.Errorf("%s, %s: %s: %s\n%s", state, theme, v.ID, n.HTML, n.FailureSummary)
			}
		}
		page.Screenshot("access-" + state + "-" + theme)
	}
}

func TestPageIsAccessible(t *testing.T) {
	axe, err := os.ReadFile("../interop/node_modules/axe-core/axe.min.js")
	require.NoError(t, err)
	c := browser.Case(t)
	c.AddHush()
	page := c.OpenSized(site(t)+"/dist/index.html", lab.Viewport{Width: 1280, Height: 900})
	page.Eval(string(axe)+"; null", nil)
	var loaded bool
	page.Eval("axe.run === undefined", &loaded)
	require.False(t, loaded)
	unfoldAll := func() {
		page.Eval("document.querySelectorAll('details').forEach(one => { one.open = true; }); null", nil)
	}

	page.Find("button", chooseToy).AwaitEnabled()
	page.Find("heading", "Not a Bluetooth toy?").Await()
	unfoldAll()
	assertAccessible(t, page, "connect")

	c.Choose(lab.Cancel)
	page.Find("button", chooseToy).Click()
	page.Find("region", "Was your toy not in the list?").Await()
	assertAccessible(t, page, "empty-chooser")
	c.Choose(lab.First)
	page.Find("button", "Open the list again").Click()
	page.Find("article", hush).Find("button", "Give "+hush).Click()
	assertAccessible(t, page, "toy")
	page.Find("link", "Help").Click()
	page.Find("button", "Check this browser").Click()
	page.Find("region", "Doctor").AwaitText("The module runs.")
	page.Find("searchbox", "Brand or model").Fill("lovense")
	page.Find("list", "Models that were found").AwaitText("Hush")
	page.Find("button", "Check "+hush).Click()
	assertAccessible(t, page, "help")
	page.Find("button", "Run it for two seconds").Click()
	page.Find("button", "Just that").Click()
	page.Find("button", "Measure").Click()
	page.Find("button", "Yes").Click()
	page.Find("textbox", "Your report").Await()
	assertAccessible(t, page, "report")
	page.Find("link", "Toys").Click()
	page.Find("button", "Disconnect").Click()

	page.Find("button", simulate).Click()
	status(page).AwaitText("6 toys")
	unfoldAll()
	page.Find("article", "Simulated Heater").Find("slider", "Temperature").Slide(9)
	page.Find("article", "Simulated Air Pump").Find("switch", "Spray").Click()
	page.Wait("document.querySelectorAll('.chart canvas').length === 6")
	assertAccessible(t, page, "simulated")
	page.Find("article", "Simulated Heater").Find("button", "Carry it out of reach").Click()
	page.Find("article", "Simulated Heater").AwaitText("Reconnecting")
	page.Press("Escape")
	page.Press("Escape")
	page.Find("button", "Let toys move again").Await()
	assertAccessible(t, page, "held")
	page.Find("link", "Play").Click()
	page.Find("DisclosureTriangle", "What things feel like").Await()
	page.Find("button", "Let toys move again").Click()
	giveFile(page, "Script, or one file for each axis", "scene.funscript", slowThenFast)
	page.Find("region", "Funscripts").Find("button", "Play").Click()
	page.Find("slider", "Playing strength").Slide(50)
	page.Find("button", "Play: Staccato").Click()
	unfoldAll()
	page.Find("textbox", "Name").Fill("Mine")
	page.Find("region", "Patterns").Find("button", "Save").Click()
	page.Find("list", "Your patterns").Await()
	assertAccessible(t, page, "play")
	page.Press("Escape")
	page.Find("link", "Settings").Click()
	page.Find("button", "Delete everything").Await()
	assertAccessible(t, page, "settings")
	page.Find("button", "Delete everything").Click()
	page.Find("dialog", "Really delete").Await()
	assertAccessible(t, page, "delete")

	// Fingers find what they aim at, also on the smallest phone.
	phone := c.OpenSized(site(t)+"/dist/index.html?simulated", lab.Viewport{Width: 360, Height: 740})
	phone.Find("article", "Simulated Heater").Await()
	assertBigEnough(t, phone)
	phone.Find("link", "Play").Click()
	phone.Find("region", "Funscripts").Await()
	giveFile(phone, "Script, or one file for each axis", "scene.funscript", slowThenFast)
	phone.Find("region", "Funscripts").Find("button", "Play").Await()
	assertBigEnough(t, phone)
}

// assertBigEnough holds what can be pressed, with everything unfolded, to a size that fingers hit, and the page
// to the width of the screen.
func assertBigEnough(t *testing.T, page *lab.Page) {
	t.Helper()
	page.Eval("document.querySelectorAll('details').forEach(one => { one.open = true; }); null", nil)
	var small []string
	page.Eval(`[...document.querySelectorAll('button, a, input, select, summary, [role=slider]')].filter(one => one.checkVisibility() && one.closest('label') === null && !one.classList.contains('skip'))
		.filter(one => { const { width, height } = one.getBoundingClientRect(); const out = getComputedStyle(one, '::after'); const more = out.content === 'none' ? 0 : 12; return Math.min(width, height) + more < 24; })
		.map(one => one.outerHTML.slice(0, 120))`, &small)
	assert.Empty(t, small)
	var wide int
	page.Eval("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth", &wide)
	assert.Zero(t, wide, "nothing is wider than the screen")
}
