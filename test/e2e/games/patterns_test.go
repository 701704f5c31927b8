package games

import (
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Chromium's pretended microphone beeps once a second.
func TestMicrophone(t *testing.T) {
	pretending, err := lab.Start("use-fake-device-for-media-stream", "use-fake-ui-for-media-stream")
	require.NoError(t, err)
	t.Cleanup(pretending.Close)
	page := pretending.Case(t).Open(own(map[string]string{"/": html(`<script type="module">
		import { microphone } from '/gobuttplug/gobuttplug-patterns.mjs';
		globalThis.listen = () => microphone().then(ear => { globalThis.ear = ear; return 'listens'; }, error => error.code);
	</script>`)}).Serve(t) + "/")
	listen := func(eval func(string, any)) (outcome string) {
		eval("listen()", &outcome)
		return outcome
	}
	page.Wait("globalThis.listen")
	assert.Equal(t, "no-gesture", listen(page.EvalQuietly))
	require.Equal(t, "listens", listen(page.Eval))
	page.Wait("ear.level > 0.3")
	page.Wait("ear.level < 0.2")
	var level float64
	page.Eval("ear.close(), ear.level", &level)
	assert.Zero(t, level)
}
