package games

import (
	"math"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// told is an output of a toy with what it was told last, and the clock of the video then, in ms.
type told struct {
	At, Rate, Duration float64
	Output             string
	Value              int
}

// strokes are the moves of the simulated stroker since the page forgot, each once, that were told
// from a time of the video on, in ms.
func strokes(page *lab.Page, from float64) (all []told) {
	var every []told
	page.Eval("told.splice(0)", &every)
	last := -1
	for _, one := range every {
		if one.Output != "Simulated Stroker HwPositionWithDuration" {
			continue
		}
		if one.At >= from && one.Value != last {
			all = append(all, one)
		}
		last = one.Value
	}
	return all
}

// inStep checks moves. The script turns each quarter of a second. A move that was told late must be shorter
// for that, so a busy machine changes nothing.
func inStep(t *testing.T, moves []told, atLeast int) {
	t.Helper()
	require.GreaterOrEqual(t, len(moves), atLeast)
	worst := 0.0
	for _, one := range moves {
		arrives := one.At + one.Duration*one.Rate
		turn := math.Round(arrives / 250)
		worst = max(worst, math.Abs(arrives-turn*250)/one.Rate)
		assert.InDelta(t, turn*250, arrives, 20*one.Rate, "%+v", one)
		assert.Equal(t, int(turn)%2*100, one.Value, "%+v", one)
	}
	t.Logf("%d moves, at most %.1f ms off", len(moves), worst)
}

func TestFunscriptWithAVideo(t *testing.T) {
	page := browser.Case(t).Open(own(nil).Serve(t) + "/funscript/")
	page.Eval("ready", nil)
	page.Wait("client.devices.size === 6")
	played := func(seconds string) {
		page.Eval("told.length = 0, video.currentTime", nil)
		page.Wait("video.currentTime > " + seconds)
	}
	state := func() (state string) {
		page.Eval("player.state", &state)
		return state
	}

	// A video that plays by itself, and one that was started.
	assert.Equal(t, "ready", state())
	page.Eval("video.play()", nil)
	played("1.9")
	inStep(t, strokes(page, 800), 3) // the clocks of browsers stutter when a video starts

	page.Eval("video.currentTime = 30.2; video.playbackRate = 2", nil)
	played("32.4")
	inStep(t, strokes(page, 31200), 3)
	page.Eval("video.playbackRate = 0.8", nil)
	played("33.2")
	inStep(t, strokes(page, 32600), 2)

	// A pause stops what vibrates, and nothing comes after that.
	page.Eval("video.pause()", nil)
	page.Wait("player.state === 'paused' && told.findLast(one => one.output === 'Simulated Vibrator Vibrate')?.value === 0")
	page.Eval("new Promise(resolve => setTimeout(resolve, 200))", nil)
	page.Eval("told.length = 0; new Promise(resolve => setTimeout(resolve, 200))", nil)
	assert.Empty(t, strokes(page, 0))

	// In a hidden tab it goes on.
	page.Hide()
	page.Eval("video.playbackRate = 1; video.play()", nil)
	played("34.9")
	inStep(t, strokes(page, 33900), 3)

	// After the stop that beats everything only somebody starts it anew.
	page.Eval("safety.stop(); safety.release(); video.currentTime = 50", nil)
	played("50.2")
	assert.Equal(t, "ready", state())
	assert.Empty(t, strokes(page, 50100))
}
