package embed

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// story opens a compiled story as a reader does: by a double-click on its file.
func story(t *testing.T, name string) (*lab.Case, *lab.Toy, *lab.Page) {
	t.Helper()
	file, err := filepath.Abs(filepath.Join(examples, name, "story.html"))
	require.NoError(t, err)
	c := browser.Case(t)
	toy := c.AddHush()
	return c, toy, c.Open("file://" + file)
}

func TestStoryInSugarCube(t *testing.T) {
	c, toy, page := story(t, "twine-sugarcube")
	page.Find("status", "").AwaitText("Not connected")
	page.Find("button", "Connect my toy").Click()
	c.AwaitChooser(1)
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Find("list", "Toys").AwaitText(hush)
	toy.AwaitWrite(`"DeviceType;"`)
	page.Screenshot("story-sugarcube")

	page.Find("link", "Climb the stairs").Click()
	toy.AwaitWrite(`"Vibrate:5;"`)
	quiet(t, toy)
	page.Find("button", "Listen to the wind").Click()
	vibrates(toy)
	page.Find("button", "Hold your breath").Click()
	quiet(t, toy)
	page.Find("link", "Light the lamp").Click()
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Find("link", "Go down again").Click()
	quiet(t, toy)
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Find("link", "Leave").Click()
	page.Find("status", "").AwaitText("Not connected")
}

func TestStoryKeepsItsConnection(t *testing.T) {
	_, toy, page := story(t, "twine-sugarcube")
	page.Find("button", "Connect my toy").Click()
	page.Find("link", "Climb the stairs").Await()
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Find("link", "Climb the stairs").Click()
	page.Find("link", "Wait for the rescue boat").Click()
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Eval("buttplugStory.disconnect()", nil)
	page.Wait("document.querySelector('#boat').textContent === 'The humming has stopped.'")
	quiet(t, toy)
}

func TestStoryWithoutAToy(t *testing.T) {
	_, _, page := story(t, "twine-sugarcube")
	page.Find("button", "Pretend").Click()
	page.Find("status", "").AwaitText("Connected to 6 toys")
	page.Eval("gobuttplug.simulatedToys.watch(toy => { (globalThis.toys ??= {})[toy.name] = toy; }).then(() => null)", nil)
	page.Find("link", "Climb the stairs").Click()
	page.Wait("toys['Simulated Vibrator'].outputs[0].value === 5")
	page.Find("link", "Light the lamp").Click()
	page.Wait("toys['Simulated Rotator'].outputs.find(o => o.type === 'Rotate').value > 0")
	page.Wait("toys['Simulated Stroker'].outputs.some(o => o.type === 'HwPositionWithDuration' && o.value > 0)")
}

func TestStoryInHarlowe(t *testing.T) {
	c, toy, page := story(t, "twine-harlowe")
	page.Find("status", "").AwaitText("Not connected")
	page.Find("button", "Connect my toy").Click()
	c.AwaitChooser(1)
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Find("list", "Toys").AwaitText(hush)
	toy.AwaitWrite(`"DeviceType;"`)
	page.Screenshot("story-harlowe")

	followHarlowe(page, "Climb the stairs")
	toy.AwaitWrite(`"Vibrate:5;"`)
	quiet(t, toy)
	page.Find("button", "Listen to the wind").Click()
	vibrates(toy)
	page.Find("button", "Hold your breath").Click()
	quiet(t, toy)
	followHarlowe(page, "Light the lamp")
	toy.AwaitWrite(`"Vibrate:20;"`)
	followHarlowe(page, "Go down again")
	quiet(t, toy)
}

// followHarlowe clicks on a link of Harlowe, which is none to a screen reader.
func followHarlowe(page *lab.Page, text string) {
	link := "[...document.querySelectorAll('tw-link')].find(link => link.textContent === " + quoted(text) + ")"
	page.Wait("!!" + link)
	page.Eval(link+".click()", nil)
}

// Macros of every kind, and those of buttplug-twine, in passages that the test writes.
func TestMacros(t *testing.T) {
	_, toy, page := story(t, "twine-sugarcube")
	wiki := func(code string) {
		t.Helper()
		page.Eval("jQuery('#ready').empty().wiki("+quoted(code)+"); null", nil)
	}
	shown := func() (text string) {
		page.Eval("document.querySelector('#ready').textContent", &text)
		return text
	}
	wiki(`<<buttplugloaded>><<replace "#ready">>loaded<</replace>><</buttplugloaded>>`)
	page.Wait("document.querySelector('#ready').textContent === 'loaded'")
	wiki(`<<link "go">><<buttplugconnectlocal>><<connecting>><<set $way to "connecting">><<success>><<set $way to $way + " success">><<buttplugstartscanning>><<failure>><<set $way to "failure">><</buttplugconnectlocal>><</link>>`)
	page.Find("link", "go").Click()
	page.Find("status", "").AwaitText("Connected to " + hush)
	page.Wait("SugarCube.State.variables.way === 'connecting success'")
	toy.AwaitWrite(`"DeviceType;"`)

	wiki(`<<buttplugvibrate 50%>>`)
	toy.AwaitWrite(`"Vibrate:10;"`)
	wiki(`<<buttplugvibrate 0.25>>`)
	toy.AwaitWrite(`"Vibrate:5;"`)
	wiki(`<<buttplugstop>>`)
	quiet(t, toy)
	wiki(`<<buttplugpattern "0:1,300ms:1,300ms:0" 0.5>>`)
	toy.AwaitWrite(`"Vibrate:10;"`)
	quiet(t, toy)
	wiki(`<<buttplugpanel "bluetooth simulated">>`)
	page.Find("button", "Test "+hush).Await()

	for code, want := range map[string]string{
		`<<buttplugvibrate 1.5>>`:                     `“1.5” is not a number from 0 to 1`,
		`<<buttplugvibrate>>`:                         `vibrate takes level, time (optional)`,
		`<<buttplugvibrate "hard">>`:                  `“hard” is not a number`,
		`<<buttplugmove 0.5 soon>>`:                   `“soon” is not a time such as 2s`,
		`<<buttpluglink "only a text">>`:              `buttpluglink takes a text and a command`,
		`<<buttplugon "thunder">>rain<</buttplugon>>`: `it got “thunder”`,
		`<<buttplugdefine "x" "0:2">>`:                `“2” is not a number from 0 to 1`,
	} {
		wiki(code)
		assert.Contains(t, shown(), want, code)
	}
	wiki(`<<buttplugpattern "nothing like that">>`)
	page.Find("status", "").AwaitText("nothing like that")

	wiki(`<<link "lose">><<buttplugconnectwebsocket "http://nowhere">><<connecting>><<success>><<failure>><<replace "#ready">>failed: _error<</replace>><</buttplugconnectwebsocket>><</link>>`)
	page.Eval("buttplugStory.disconnect()", nil)
	page.Find("link", "lose").Click()
	page.Wait("document.querySelector('#ready').textContent.includes('is not the address of a server')")
}

// The story goes on when the library is missing.
func TestStoryWithoutTheLibrary(t *testing.T) {
	html, err := os.ReadFile(filepath.Join(examples, "twine-harlowe/story.html"))
	require.NoError(t, err)
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "story.html"), html, 0o644))
	page := browser.Case(t).Open(lab.Site{Mounts: map[string]string{"/": folder}}.Serve(t) + "/story.html")
	page.ExpectError("gobuttplug.js")
	page.Find("status", "").AwaitText("gobuttplug.js is not there")
	followHarlowe(page, "Climb the stairs")
	followHarlowe(page, "Go down again")
	page.Find("status", "").AwaitText("gobuttplug.js is not there")
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // of a string it can't fail
	return string(text)
}
