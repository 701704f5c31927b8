package games

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// node is a script of test/bundlers, for which the tests have to be set up.
func node(script string, args ...string) *exec.Cmd {
	cmd := exec.Command("node", append([]string{"../../bundlers/" + script}, args...)...)
	cmd.Stderr = os.Stderr
	return cmd
}

// The game of the package's README, from `npm pack` to a toy that moves.
func TestBundlers(t *testing.T) {
	out := t.TempDir()
	require.NoError(t, node("build.mjs", dist, out).Run())
	play := func(t *testing.T, address string) {
		c := browser.Case(t)
		toy := c.AddHush()
		page := c.Open(address)
		page.Find("button", "Connect a toy").Click()
		toy.AwaitWrite(`"Vibrate:10;"`)
	}
	for _, bundler := range []string{"vite", "webpack", "esbuild", "rollup"} {
		address := lab.Site{Mounts: map[string]string{"/games/mine/": filepath.Join(out, bundler)}}.Serve(t) + "/games/mine/"
		t.Run(bundler, func(t *testing.T) { play(t, address) })
		t.Run(bundler+", with the stand-in", func(t *testing.T) {
			c := browser.Case(t)
			toy := c.AddHush()
			c.Open(address+"desktop.html").Find("group", "Toys").Find("button", "Choose a toy").Click()
			toy.AwaitWrite(`"Vibrate:10;"`)
		})
	}
	for _, framework := range []string{"react", "vue"} {
		t.Run("the connect element in "+framework, func(t *testing.T) {
			page := browser.Case(t).Open(lab.Site{Mounts: map[string]string{"/": filepath.Join(out, "frameworks")}}.Serve(t) + "/" + framework + ".html")
			page.Find("button", "Connect").AwaitGone()
			page.Find("button", "Play with toys").Click()
			page.Find("status", "").AwaitText("Connected · 6 toys")
			page.Wait("document.querySelector('output').textContent === '6 toys'")
			page.Find("button", "Play with toys").AwaitGone()
			page.Eval("globalThis.element = document.querySelector('gobuttplug-connect'); null", nil)
			page.Find("button", "Hide").Click()
			page.Wait("!element.isConnected")
			var still bool
			page.Eval("element.client.connected", &still)
			assert.True(t, still, "the client is the game's")
		})
	}
	t.Run("vite in development", func(t *testing.T) {
		cmd := node("serve.mjs", filepath.Join(out, "project"))
		input, err := cmd.StdinPipe()
		require.NoError(t, err)
		output, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		t.Cleanup(func() {
			_ = input.Close()
			assert.NoError(t, cmd.Wait())
		})
		address, err := bufio.NewReader(output).ReadString('\n')
		require.NoError(t, err)
		play(t, strings.TrimSpace(address))
	})
	t.Run("no bundler", func(t *testing.T) {
		page, err := os.ReadFile(filepath.Join(out, "project", "index.html"))
		require.NoError(t, err)
		const imports = `<script type="importmap">{ "imports": { "gobuttplug": "./node_modules/gobuttplug/gobuttplug.mjs" } }</script>`
		play(t, lab.Site{
			Mounts: map[string]string{"/games/mine/": filepath.Join(out, "project")},
			Pages:  map[string]string{"/games/mine/": strings.Replace(string(page), "<button", imports+"<button", 1)},
		}.Serve(t)+"/games/mine/")
	})
	t.Run("what is in the package", func(t *testing.T) {
		data, err := os.ReadFile(filepath.Join(out, "files.json"))
		require.NoError(t, err)
		var files []string
		require.NoError(t, json.Unmarshal(data, &files))
		assert.Subset(t, files, []string{
			"LICENSE", "README.md", "custom-elements.json", "gobuttplug-clock.js", "gobuttplug-stand-in.d.ts", "gobuttplug-stand-in.js", "gobuttplug.d.ts",
			"gobuttplug.js", "gobuttplug.mjs", "gobuttplug-remote.wasm", "gobuttplug.wasm", "integrity.json", "package.json",
		})
		for _, file := range files {
			assert.NotContains(t, []string{"index.html", "app.mjs", "style.css"}, file, "the page is no part of the package")
			assert.NotEqual(t, ".map", filepath.Ext(file), "the scripts do not name their source maps, which are large")
		}
		for _, name := range []string{"scripts", "dependencies", "peerDependencies", "optionalDependencies", "bin"} {
			assert.NotContains(t, manifest(t), name)
		}
		for _, target := range targets(manifest(t)["exports"]) {
			assert.Contains(t, files, strings.TrimPrefix(target, "./"), "exports")
		}
	})
}

// manifest is the package.json of the package.
func manifest(t *testing.T) (fields map[string]any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dist, "package.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &fields))
	return fields
}

// targets are the files that a part of exports leads to.
func targets(exports any) (files []string) {
	switch e := exports.(type) {
	case string:
		files = append(files, e)
	case map[string]any:
		for _, inner := range e {
			files = append(files, targets(inner)...)
		}
	}
	return files
}
