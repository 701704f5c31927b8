// Package first finds which functions of the module run until a client is connected to the server in the page, and
// for a command of a toy, in a build whose functions note that: make first.
package first

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

var (
	browser *lab.Browser

	dist = os.Getenv("DIST")
	list = os.Getenv("FIRST") // the file to write
)

func TestMain(m *testing.M) {
	if list == "" || dist == "" {
		fmt.Println("FIRST does not name a file for the functions, or DIST no build")
		return
	}
	lab.Main(m, &browser, filepath.Join(dist, "gobuttplug.wasm"))
}

// byChance are functions that seldom run: a map compares keys whose hashes begin alike, and hashes are random.
var byChance = []string{
	"runtime.interequal", "runtime.nilinterequal", "runtime.ifaceeq", "runtime.efaceeq", "runtime.strequal", "runtime.memequal_varlen",
	"runtime.memequal8", "runtime.memequal16", "runtime.memequal32", "runtime.memequal64", "runtime.memequal128",
}

func TestFirstFunctions(t *testing.T) {
	module, err := os.ReadFile(filepath.Join(dist, "gobuttplug.wasm"))
	require.NoError(t, err)
	require.Zero(t, lab.FirstEnd(module), "the module is in two parts; TRACED=1 make build leaves it in one")
	functions := lab.ReadFunctions(t, dist)

	// A few loads: some of it depends on the time.
	found := map[string]bool{}
	for range 5 {
		site := lab.Site{Mounts: map[string]string{"/": dist}, Pages: map[string]string{"/blank": "<!doctype html><title>A game</title>"}}.Serve(t)
		c := browser.Case(t)
		c.AddHush()
		page := c.Open(site + "/blank")
		note := func() {
			var ran []int
			page.Eval(`(() => {
				const marks = new Uint8Array(instance.exports.mem.buffer, 0, 4096);
				const ran = [...marks.entries()].filter(([, mark]) => mark).map(([n]) => n);
				marks.fill(0);
				return ran;
			})()`, &ran)
			require.Greater(t, len(ran), 50)
			for _, n := range ran {
				if name := functions.Name(n + functions.Imports); name != "" {
					found[name] = true
				}
			}
		}
		page.Eval(`(async () => {
			const instantiate = WebAssembly.instantiate;
			WebAssembly.instantiate = async (...args) => globalThis.instance = await instantiate(...args);
			const { ButtplugClient, ButtplugWasmClientConnector } = await import('/gobuttplug.mjs');
			globalThis.client = new ButtplugClient('first');
			await client.connect(new ButtplugWasmClientConnector());
		})()`, nil)
		note()
		page.Eval("client.startScanning()", nil)
		page.Wait("client.devices.size === 1")
		page.Eval(`globalThis.play = async () => {
			for (let i = 1; i <= 9; i++) {
				await [...client.devices.values()][0].vibrate(i / 10);
				await new Promise(resolve => setTimeout(resolve, 150));
			}
		}; play()`, nil)
		page.Eval("new Uint8Array(instance.exports.mem.buffer, 0, 4096).fill(0); play()", nil)
		note()
	}
	require.Greater(t, len(found), 300)
	for _, name := range byChance {
		found[name] = true
	}

	old, err := os.ReadFile(list)
	require.NoError(t, err)
	var lines []string
	for line := range strings.Lines(string(old)) {
		if strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	for name := range found {
		lines = append(lines, name)
	}
	slices.Sort(lines) // with the comment first
	require.NoError(t, os.WriteFile(list, []byte(strings.Join(lines, "\n")+"\n"), 0o644))
}
