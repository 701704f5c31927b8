package games

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

// change is a difference that docs/migrating.md shows.
type change struct {
	game   string // a file in testdata
	blocks []string
}

// changes reads the differences in the order of the document.
func changes(t *testing.T) (all []change) {
	t.Helper()
	text, err := os.ReadFile("../../../docs/migrating.md")
	require.NoError(t, err)
	for _, m := range regexp.MustCompile("(?s)```diff\n--- ([^\n]+)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		all = append(all, change{m[1], strings.Split(m[2], "@@\n")})
	}
	return all
}

// apply makes the changed game. Each block has to fit in one place, after the one before.
func (c change) apply(t *testing.T) string {
	t.Helper()
	game, err := os.ReadFile(filepath.Join("testdata", c.game))
	require.NoError(t, err)
	done, rest := "", string(game)
	for _, block := range c.blocks {
		var before, after strings.Builder
		for line := range strings.Lines(block) {
			if line[0] != '+' {
				before.WriteString(line[1:])
			}
			if line[0] != '-' {
				after.WriteString(line[1:])
			}
		}
		require.Equal(t, 1, strings.Count(rest, before.String()), "%s: the old lines are not there, or not once:\n%s", c.game, block)
		start, end, _ := strings.Cut(rest, before.String())
		done, rest = done+start+after.String(), end
	}
	return done + rest
}

func TestMigrating(t *testing.T) {
	all := changes(t)
	require.Len(t, all, 5)

	// The game and what the document makes of it, both with a server app.
	before, err := os.ReadFile("testdata/migrating/npm-5.html")
	require.NoError(t, err)
	for name, game := range map[string]string{"official client": string(before), "one import": all[0].apply(t)} {
		t.Run(name, func(t *testing.T) {
			pages := map[string]string{}
			address := own(pages).Serve(t)
			server := lab.Serve(t, program, "--show-toys", "--allow-origin", address)
			pages["/game/"] = strings.ReplaceAll(game, "ws://127.0.0.1:12345", server.Address)
			page := browser.Case(t).Open(address + "/game/")
			page.Find("button", "Play").Click()
			server.AwaitOutput(regexp.MustCompile(`Simulated Vibrator.*Vibrate.*10`))
			page.Find("status", "").AwaitText("3 toys run")
			server.Stop()
			page.Find("status", "").AwaitText("gone")
		})
	}

	for _, tt := range []struct{ name, game string }{
		{"other connector", all[1].apply(t)},
		{"official client 3.2.2", all[2].apply(t)},
		{"official client 5.0.2", all[3].apply(t)},
		{"official client 4.0.2", strings.ReplaceAll(all[3].apply(t), "/npm/buttplug-5/", "/npm/buttplug-4/")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := browser.Case(t)
			toy := c.AddHush()
			page := c.Open(own(map[string]string{"/game/": tt.game}).Serve(t) + "/game/")
			page.Find("button", "Play").Click()
			toy.AwaitWrite(`"Vibrate:10;"`)
			page.Find("status", "").AwaitText("run")
		})
	}

	t.Run("stand-in", func(t *testing.T) {
		assert.Equal(t, desktop(t, filepath.Base(all[4].game), standIn), all[4].apply(t))
	})
}

// The clients under test are those that the document speaks of, as they were published.
func TestOfficialClientsAreUnmodified(t *testing.T) {
	lock, err := os.ReadFile("../../interop/package-lock.json")
	require.NoError(t, err)
	for _, version := range []string{"0.13.2", "1.0.17", "3.2.2", "4.0.2", "5.0.2"} {
		assert.Regexp(t, `"name": "buttplug",\s+"version": "`+regexp.QuoteMeta(version)+`"`, string(lock))
	}
}
