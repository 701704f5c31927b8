package embed

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What the player allows in the game counts in the window too, which has a storage of its own.
func TestLimitsGoToTheWindow(t *testing.T) {
	_, toy, host, game := framed(t)
	game.Eval("limits.set({ top: 0.5 })", nil)
	bridged(t, host, game)
	toy.Forget()
	game.Eval("toy('"+hush+"').vibrate(1)", nil)
	toy.AwaitWrite(`"Vibrate:10;"`)
	game.Eval("limits.set({ top: 0.25 })", nil)
	toy.AwaitWrite(`"Vibrate:5;"`)

	game.Eval("safety.stop()", nil)
	quiet(t, toy)
	assert.Equal(t, "ok", outcome(game, "toy('"+hush+"').vibrate(1)"))
	game.Eval("safety.release()", nil)
	game.Eval("toy('"+hush+"').vibrate(0.1)", nil)
	toy.AwaitWrite(`"Vibrate:2;"`)
}
