package games

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// game connects with the classic script to simulated toys and moves one.
const game = `<script>
	const { ButtplugClient, ButtplugWasmClientConnector } = gobuttplug;
	const client = new ButtplugClient('Game');
	client.addListener('deviceadded', device => { if (device.name === 'Simulated Vibrator') device.vibrate(0.5); });
	client.connect(new ButtplugWasmClientConnector({ devices: 'simulated' })).then(() => client.startScanning());
</script>`

// fromFile copies files of the package into a folder of their own, with a page, and
// returns the address of the page as a file.
func fromFile(t *testing.T, page string, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(dist, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "game.html"), []byte(page), 0o600))
	return "file://" + filepath.ToSlash(filepath.Join(dir, "game.html"))
}

func TestClassicScript(t *testing.T) {
	t.Run("from a file", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script src="gobuttplug.js"></script>`+game), "gobuttplug.js"))
		moved(page, classic, 10)
		// The clock of a hidden page is a worker, which can't be loaded from a file.
		page.Hide()
		page.Eval("client.stopAllDevices()", nil)
		moved(page, classic, 0)
	})
	t.Run("from a server", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script src="/gobuttplug/gobuttplug.js"></script>` + game)}).Serve(t) + "/game/")
		moved(page, classic, 10)
	})
	t.Run("with a real toy", func(t *testing.T) {
		c := browser.Case(t)
		toy := c.AddHush()
		page := c.Open(fromFile(t, html(`<script src="gobuttplug.js"></script>`), "gobuttplug.js"))
		page.Eval("gobuttplug.preload()", nil)
		page.Eval(`globalThis.client = new gobuttplug.ButtplugClient('Game');
			client.addListener('deviceadded', device => device.vibrate(0.5));
			client.connect(new gobuttplug.ButtplugWasmClientConnector()).then(() => client.startScanning())`, nil)
		toy.AwaitWrite(`"Vibrate:10;"`)
	})
	t.Run("in a browser that can't unpack", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script>delete globalThis.DecompressionStream</script><script src="gobuttplug.js"></script>`+game), "gobuttplug.js"))
		moved(page, classic, 10)
	})
	t.Run("it leaves one name", func(t *testing.T) {
		page := browser.Case(t).Open(fromFile(t, html(`<script>const before = new Set(Object.getOwnPropertyNames(globalThis))</script><script src="gobuttplug.js"></script>`), "gobuttplug.js"))
		page.Eval("gobuttplug.preload()", nil)
		var added []string
		page.Eval("Object.getOwnPropertyNames(globalThis).filter(name => !before.has(name))", &added)
		assert.Equal(t, []string{"gobuttplug"}, added)
	})
	t.Run("it has what the module has", func(t *testing.T) {
		page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script src="/gobuttplug/gobuttplug.js"></script>`)}).Serve(t) + "/game/")
		var classic, module []string
		page.Eval("Object.keys(gobuttplug).sort()", &classic)
		page.Eval("import('/gobuttplug/gobuttplug.mjs').then(m => Object.keys(m).sort())", &module)
		assert.Subset(t, classic, module)
	})
}

// A class has the name that it is exported under: games tell errors apart by it, and logs show it.
func TestClassNames(t *testing.T) {
	page := browser.Case(t).Open(own(map[string]string{"/game/": html(`<script src="/gobuttplug/gobuttplug.js"></script>`)}).Serve(t) + "/game/")
	page.Eval(`globalThis.classesOf = exported => Object.entries(exported).filter(([, value]) => /^class\b/.test(typeof value === 'function' && String(value)))
		.map(([name, value]) => [name, value.name])`, nil)
	for from, least := range map[string]int{
		"gobuttplug":                                   26,
		"import('/gobuttplug/gobuttplug.mjs')":         22,
		"import('/gobuttplug/gobuttplug-games.mjs')":   3,
		"import('/gobuttplug/gobuttplug-connect.mjs')": 1,
	} {
		var classes [][2]string
		page.Eval("Promise.resolve("+from+").then(classesOf)", &classes)
		assert.GreaterOrEqual(t, len(classes), least, from)
		for _, class := range classes {
			assert.Equal(t, class[0], class[1], from)
		}
	}
	var names []string
	page.Eval(`new gobuttplug.ButtplugClient('Game').connect(undefined).catch(error => [error.name, error.constructor.name])`, &names)
	assert.Equal(t, []string{"ButtplugClientConnectorException", "ButtplugClientConnectorException"}, names)
}
