package e2e

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
)

// slowThenFast moves at 100 hundredths of the range a second for ten seconds, then at 200 for ten more.
const slowThenFast = `{"actions":[{"at":0,"pos":0},{"at":1000,"pos":100},{"at":2000,"pos":0},{"at":3000,"pos":100},{"at":4000,"pos":0},
	{"at":5000,"pos":100},{"at":6000,"pos":0},{"at":7000,"pos":100},{"at":8000,"pos":0},{"at":9000,"pos":100},{"at":10000,"pos":0},
	{"at":10500,"pos":100},{"at":11000,"pos":0},{"at":11500,"pos":100},{"at":12000,"pos":0},{"at":12500,"pos":100},{"at":13000,"pos":0},
	{"at":13500,"pos":100},{"at":14000,"pos":0},{"at":14500,"pos":100},{"at":15000,"pos":0},{"at":15500,"pos":100},{"at":16000,"pos":0},
	{"at":16500,"pos":100},{"at":17000,"pos":0},{"at":17500,"pos":100},{"at":18000,"pos":0},{"at":18500,"pos":100},{"at":19000,"pos":0},
	{"at":19500,"pos":100},{"at":20000,"pos":0}]}`

// Several axes, each from a file of its own, against what a stroker at a serial port got: each axis its own, in
// step with each other.
func TestPagePlaysEveryAxis(t *testing.T) {
	page := browser.Case(t).Open(lab.Site{Mounts: map[string]string{"/": dist, "/fakes/": "../../web/test"}}.Serve(t) + "/index.html")
	page.Eval(`import('/fakes/fakeserial.mjs').then(({ fakeSerial, fakeStroker }) => {
		Object.assign(globalThis, fakeStroker(['L0 0 9999 Up', 'L2 0 9999 Left', 'R0 0 9999 Twist', 'V0 0 9999 Vibe']), { moves: [] });
		const hear = port.onwrite;
		port.onwrite = bytes => {
			const at = performance.now(), before = told.length;
			hear(bytes);
			for (const line of told.slice(before)) {
				const [, axis, digits, ms] = /^([LRV]\d)(\d{4})(?:I(\d+))?$/.exec(line) ?? [];
				if (axis) moves.push({ axis, to: Math.round(digits / 99.99), arrives: at + Number(ms ?? 0) });
			}
		};
		Object.defineProperty(navigator, 'serial', { value: fakeSerial({ allowed: [], chooses: port }), configurable: true });
	})`, nil)
	page.Find("button", "Choose the port").Click()
	page.Find("article", "Own 1.0").Find("slider", "Vibration: Vibe").Await()
	page.Find("link", "Play").Click()
	scripts := page.Find("region", "Funscripts").Await()
	page.Eval(`{
		const field = document.querySelector('input[type=file][multiple]'), files = new DataTransfer();
		const script = actions => JSON.stringify({ actions: actions.map(([at, pos]) => ({ at, pos })) });
		const strokes = Array.from({ length: 31 }, (_, i) => [i * 500, i % 2 * 100]);
		for (const [name, actions] of [['scene', strokes], ['scene.twist', [[0, 10], [15000, 90]]], ['scene.vib', [[0, 40], [15000, 40]]]]) {
			files.items.add(new File([script(actions)], name + '.funscript'));
		}
		field.files = files.files;
		field.dispatchEvent(new Event('change'));
		null;
	}`, nil)
	scripts.AwaitText("0:15 long: strokes, twist, and vibration")
	for _, name := range []string{"strokes: 10 seconds", "strokes: how fast", "twist: 10 seconds", "vibration: 10 seconds"} {
		scripts.Find("image", name).Await()
	}
	assert.False(t, scripts.Find("image", "vibration: how fast").Exists(), "a level has no speed")
	page.Find("slider", "Playing strength").Slide(100)
	scripts.Find("button", "Play").Click()
	page.Wait("moves.filter(({ axis }) => axis === 'L0').length >= 6 && moves.filter(({ axis }) => axis === 'R0').length >= 3")
	scripts.Find("button", "Pause").Click()
	page.Wait("told.includes('V00000')")

	var moves []struct {
		Axis    string
		To      int
		Arrives float64 // ms
	}
	page.Eval("moves", &moves)
	var begins, twists []float64 // when the script began, by what each move of an axis says
	strokes := 0
	for _, m := range moves {
		switch m.Axis {
		case "L0":
			if m.To == 0 || m.To == 100 {
				strokes++
				begins = append(begins, m.Arrives)
			}
		case "R0":
			twists = append(twists, m.Arrives-float64(m.To-10)/80*15000)
		case "V0":
			assert.Contains(t, []int{0, 40}, m.To)
		default:
			t.Errorf("%v: the script has no way for it", m)
		}
	}
	assert.GreaterOrEqual(t, strokes, 3)
	// Strokes end at every half second of the script; the twist rises by 5.3 in a second, in steps of 1.
	half := math.Mod(begins[len(begins)-1]-twists[len(twists)-1]+10250, 500) - 250
	assert.InDelta(t, 0, half, 200, "twist and strokes have one clock")
}

// giveFile chooses a file with this text in the field with this label.
func giveFile(page *lab.Page, label, name, text string) {
	giveMade(page, label, name, strconv.Quote(text))
}

// silence is what an expression makes the content of: a WAV file of 30 s.
const silence = `(() => {
	const rate = 8000, size = 30 * rate, file = new DataView(new ArrayBuffer(44 + size));
	const text = (at, letters) => [...letters].forEach((letter, i) => file.setUint8(at + i, letter.charCodeAt()));
	text(0, 'RIFF'); text(8, 'WAVEfmt '); text(36, 'data');
	for (const [at, n] of [[4, 36 + size], [16, 16], [24, rate], [28, rate], [40, size]]) file.setUint32(at, n, true);
	for (const [at, n] of [[20, 1], [22, 1], [32, 1], [34, 8]]) file.setUint16(at, n, true);
	new Uint8Array(file.buffer, 44).fill(128);
	return file;
})()`

// giveMade does so with what an expression makes.
func giveMade(page *lab.Page, label, name, expression string) {
	page.Eval(fmt.Sprintf(`{
		const field = document.getElementById([...document.querySelectorAll('label')].find(one => one.textContent === %s).htmlFor);
		const files = new DataTransfer();
		files.items.add(new File([%s], %s));
		field.files = files.files;
		field.dispatchEvent(new Event('change'));
		null;
	}`, strconv.Quote(label), expression, strconv.Quote(name)), nil)
}

// A script with a clock, and patterns, against what the toy got.
func TestPagePlays(t *testing.T) {
	c := browser.Case(t)
	toy := c.AddHush()
	page := openPage(t, c)
	page.Find("button", chooseToy).Click()
	page.Find("article", hush).Await()
	toy.AwaitWrite(`"Battery;"`)
	toy.Forget()
	from := since(toy)

	page.Find("link", "Play").Click()
	scripts := page.Find("region", "Funscripts").Await()
	giveFile(page, "Script, or one file for each axis", "empty.funscript", `{"actions":[]}`)
	scripts.AwaitText("The script is empty")
	assert.False(t, scripts.Find("button", "Play").Exists(), "there is nothing to play")
	giveFile(page, "Script, or one file for each axis", "scene.funscript", slowThenFast)
	play := scripts.Find("button", "Play").Await()
	scripts.AwaitText("0:20 long: strokes")
	assert.Empty(t, writes(toy, from), "a script does not start by itself")
	strength := page.Find("slider", "Playing strength")
	strength.AwaitText("0")
	play.Click()
	scripts.AwaitText("0:01 of 0:21")
	assert.Empty(t, writes(toy, from), "nothing moves before the player says how strongly")
	strength.Slide(100)
	toy.AwaitWrite(`"Vibrate:5;"`) // a quarter of the full speed
	place := scripts.Find("slider", "Position")
	place.Slide(10)
	toy.AwaitWrite(`"Vibrate:10;"`)
	scripts.Find("button", "Pause").Click()
	toy.AwaitWrite(`"Vibrate:0;"`)
	play.Click()
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Find("button", "Stop everything").Click()
	toy.AwaitWrite(`"Vibrate:0;"`)
	scripts.Find("button", "Play").Await()

	// With a sound file of the player's own, its clock counts; one that can't be played is told.
	toy.Forget()
	from = since(toy)
	giveFile(page, "Video or audio (optional)", "broken.mp4", "no video")
	scripts.AwaitText("This browser can’t play broken.mp4.")
	giveMade(page, "Video or audio (optional)", "silence.wav", silence)
	page.Wait("document.querySelector('video').duration === 30")
	scripts.AwaitText("0:00 of 0:30")
	assert.Empty(t, writes(toy, from), "nor does a file")
	page.Eval("document.querySelector('video').currentTime = 12; null", nil)
	scripts.AwaitText("0:12 of 0:30")
	play.Click()
	toy.AwaitWrite(`"Vibrate:10;"`)
	page.Eval("document.querySelector('video').pause(); null", nil)
	toy.AwaitWrite(`"Vibrate:0;"`)

	patterns := page.Find("region", "Patterns")
	strength.Slide(50)
	patterns.Find("button", "Play: Staccato").Click()
	toy.AwaitWrite(`"Vibrate:10;"`) // half as strong as it can be
	strength.Slide(100)
	toy.AwaitWrite(`"Vibrate:20;"`)
	patterns.Find("button", "Stop: Staccato").Click()
	patterns.Find("button", "Play: Staccato").Await()
	toy.AwaitWrite(`"Vibrate:0;"`)
	toy.Forget()
	from = since(toy)

	// One that was drawn with sliders can be kept, shared and opened by a link, which starts nothing.
	unfold(patterns, "Draw your own")
	unfold(patterns, "Draw with sliders")
	patterns.Find("slider", "Step 1").Slide(100)
	patterns.Find("textbox", "Name").Fill("<b>Mine</b>")
	patterns.Find("button", "Save").Click()
	patterns.Find("list", "Your patterns").AwaitText("<b>Mine</b>")
	page.Eval("navigator.clipboard.writeText = async text => { globalThis.copied = text; }; null", nil)
	patterns.Find("button", "Copy a link to <b>Mine</b>").Click()
	patterns.AwaitText("The link is copied.")
	patterns.Find("button", "Delete <b>Mine</b>").Click()
	patterns.Find("list", "Your patterns").AwaitGone()
	page.Eval("location.hash = new URL(copied).hash; null", nil)
	patterns.Find("list", "From the link").AwaitText("<b>Mine</b>")
	assert.Empty(t, writes(toy, from), "a link starts nothing")
	patterns.Find("button", "Play: <b>Mine</b>").Click()
	toy.AwaitWrite(`"Vibrate:20;"`)
	patterns.Find("button", "Stop: <b>Mine</b>").Click()
	toy.AwaitWrite(`"Vibrate:0;"`)

	// A stop of the toy itself ends what plays on it. What was recorded is played as it was.
	patterns.Find("button", "Play: Staccato").Click()
	recorder := page.Find("region", "Recorder")
	recorder.Find("button", "Record").Click()
	toy.Forget()
	for range 3 { // the first may be cut off
		toy.AwaitWrite(`"Vibrate:20;"`)
		toy.AwaitWrite(`"Vibrate:0;"`)
	}
	recorder.Find("button", "Stop recording").Click()
	page.Find("link", "Toys").Click()
	page.Find("button", "Stop "+hush).Click()
	page.Find("link", "Play").Click()
	patterns.Find("button", "Play: Staccato").Await()
	toy.Forget()
	recorder.Find("button", "Play the recording").Click()
	toy.AwaitWrite(`"Vibrate:20;"`)
	page.Press("Escape")
	toy.AwaitWrite(`"Vibrate:0;"`)
	recorder.Find("button", "Play the recording").Await()
}
