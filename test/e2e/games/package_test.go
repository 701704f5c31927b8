package games

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hashes are those that the build has written, by file.
func hashes(t *testing.T) (all map[string]string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dist, "integrity.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &all))
	return all
}

func TestIntegrity(t *testing.T) {
	all := hashes(t)
	err := filepath.WalkDir(dist, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "integrity.json" {
			return err
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(dist, path)
		require.NoError(t, err)
		sum := sha512.Sum384(data)
		assert.Equal(t, "sha384-"+base64.StdEncoding.EncodeToString(sum[:]), all[filepath.ToSlash(name)], name)
		delete(all, filepath.ToSlash(name))
		return nil
	})
	require.NoError(t, err)
	assert.Empty(t, all, "hashes of files that are not there")
}

// The ten lines of the project's README.
func TestTenLines(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	lines := regexp.MustCompile("(?s)```html\n(.*?)```").FindSubmatch(readme)
	require.NotNil(t, lines)
	c := browser.Case(t)
	toy := c.AddHush()
	page := c.Open(lab.Site{Mounts: map[string]string{"/game/gobuttplug/": dist}, Pages: map[string]string{"/game/": html(string(lines[1]))}}.Serve(t) + "/game/")
	page.Find("button", "Connect a toy").Click()
	toy.AwaitWrite(`"Vibrate:10;"`)
}

// moduleGame is a game that imports the package by name and drives a simulated toy.
const moduleGame = `<script type="module">
	import { ButtplugClient, ButtplugWasmClientConnector } from 'gobuttplug';
	const client = globalThis.client = new ButtplugClient('Game');
	client.addListener('deviceadded', device => { if (device.name === 'Simulated Vibrator') device.vibrate(0.5); });
	await client.connect(new ButtplugWasmClientConnector({ devices: 'simulated' }));
	await client.startScanning();
</script>`

// A content delivery network: another origin, a version in the path, hashes in the page.
func TestFromElsewhere(t *testing.T) {
	const path = "/npm/gobuttplug@0.1.0/"
	network := lab.Site{Mounts: map[string]string{path: dist}, Headers: map[string]string{
		"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin", "Timing-Allow-Origin": "*",
	}}.Serve(t) + path
	sums := hashes(t)
	imports := func(hash string) string {
		return fmt.Sprintf(`<script type="importmap">{ "imports": { "gobuttplug": %q }, "integrity": { %q: %q } }</script>`,
			network+"gobuttplug.mjs", network+"gobuttplug.mjs", hash)
	}
	script := func(hash string) string {
		return fmt.Sprintf(`<script src=%q integrity=%q crossorigin></script>`, network+"gobuttplug.js", hash)
	}
	address := own(map[string]string{
		"/module/":   html(imports(sums["gobuttplug.mjs"]) + moduleGame),
		"/script/":   html(script(sums["gobuttplug.js"]) + game),
		"/tampered/": html(imports(sums["gobuttplug.js"]) + script(sums["gobuttplug.mjs"])),
	}).Serve(t)
	t.Run("module", func(t *testing.T) {
		page := browser.Case(t).Open(address + "/module/")
		moved(page, "import('gobuttplug')", 10)
		page.Hide() // the clock can't be a worker from another origin
		page.Eval("client.stopAllDevices()", nil)
		moved(page, "import('gobuttplug')", 0)
	})
	t.Run("classic script", func(t *testing.T) {
		moved(browser.Case(t).Open(address+"/script/"), classic, 10)
	})
	t.Run("other files than the page expects", func(t *testing.T) {
		page := browser.Case(t).Open(address + "/tampered/")
		page.ExpectError("integrity")
		assert.Contains(t, page.EvalError("import('gobuttplug')"), "Failed to fetch")
		var kind string
		page.Eval("typeof gobuttplug", &kind)
		assert.Equal(t, "undefined", kind)
	})
}
