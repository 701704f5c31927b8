package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
)

const toys = "../../toys.txt"

func notes(t *testing.T) map[string][]string {
	t.Helper()
	source, err := os.ReadFile(toys)
	require.NoError(t, err)
	return allNotes(string(source))
}

// mustRows are the rows of the list.
func mustRows(t *testing.T) []row {
	t.Helper()
	all, err := rows()
	require.NoError(t, err)
	return all
}

func TestThePageIsUpToDate(t *testing.T) {
	written, err := os.ReadFile("../../../../docs/devices.md")
	require.NoError(t, err)
	assert.True(t, string(page(mustRows(t), notes(t))) == string(written), "docs/devices.md is stale; run: go generate ./device/catalog")
}

func TestRows(t *testing.T) {
	all := mustRows(t)
	find := func(brand, model string) row {
		for _, r := range all {
			if r.brand == brand && r.model == model {
				return r
			}
		}
		require.Fail(t, "no row", "%s %s", brand, model)
		return row{}
	}
	assert.Equal(t, row{name: find("Lovense", "Hush").name, brand: "Lovense", model: "Hush", protocol: "lovense", outputs: "Vibrate", inputs: "Battery", supported: true}, find("Lovense", "Hush"))
	assert.Equal(t, row{name: find("Lovense", "Device").name, brand: "Lovense", model: "Device", protocol: "lovense", outputs: "Vibrate", inputs: "Battery", other: true, supported: true}, find("Lovense", "Device"))
	assert.Equal(t, row{name: find("Vorze", "UFO TW").name, brand: "Vorze", model: "UFO TW", protocol: "vorze-sa", outputs: "Rotate ± ×2", supported: true}, find("Vorze", "UFO TW"))
	assert.Equal(t, row{name: find("Lovense", "Solace Pro").name, brand: "Lovense", model: "Solace Pro", protocol: "lovense", outputs: "Move, Oscillate", inputs: "Battery", supported: true}, find("Lovense", "Solace Pro"))
	assert.Equal(t, row{name: find("Libo", "Karen").name, brand: "Libo", model: "Karen", protocol: "libo-karen"}, find("Libo", "Karen"))
	assert.Equal(t, row{name: find("The Handy", "The Handy").name, brand: "The Handy", model: "The Handy", protocol: "thehandy", outputs: "Move", supported: true}, find("The Handy", "The Handy"))
	assert.Equal(t, "honeyplaybox", find("Honey Play Box", "Cyrus").protocol)

	listed := map[string]bool{}
	for _, r := range all {
		assert.NotEmpty(t, r.model)
		listed[r.protocol] = true
	}
	for m := range catalog.Builtin(func(string) bool { return true }).Models() {
		assert.True(t, listed[m.Protocol], m.Protocol)
	}
}

func TestNotesAreOfProtocols(t *testing.T) {
	for of := range notes(t) {
		assert.True(t, protocol.All().Has(of) || protocol.Unsupported[of] != "", of)
	}
}

func TestPage(t *testing.T) {
	text := string(page(mustRows(t), notes(t)))
	for _, line := range []string{
		"| Lovense | Hush | Vibrate | Battery | lovense |",
		"| Lovense | Device (any other) | Vibrate | Battery | lovense |",
		"| Libo | Karen | not supported | – | [libo-karen](#libo-karen) |",
		`| OhMiBod | NEX\|3 | Vibrate | – | kiiroo-v21 |`,
		"### lioness\n\n- Pair it",
	} {
		assert.Contains(t, text, line)
	}
	table := text[strings.Index(text, "| Brand"):strings.Index(text, "## Notes")]
	for line := range strings.Lines(strings.TrimSpace(table)) {
		assert.Equal(t, 7, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), line)
	}
}

func TestData(t *testing.T) {
	var list struct {
		Columns []string
		Models  [][]any
		Notes   map[string][]string
	}
	require.NoError(t, json.Unmarshal(data(mustRows(t), notes(t)), &list))
	assert.Len(t, list.Models, len(mustRows(t)))
	for _, m := range list.Models {
		assert.Len(t, m, len(list.Columns))
	}
	assert.Contains(t, list.Models, []any{"Lovense", "Hush", "lovense", "Vibrate", "Battery", false, true, ""})
	assert.NotEmpty(t, list.Notes["lioness"])
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, run(toys, dir+"/a.md", dir+"/a.json"))
	for _, name := range []string{"/a.md", "/a.json"} {
		text, err := os.ReadFile(dir + name)
		require.NoError(t, err)
		assert.NotEmpty(t, text)
	}
	assert.ErrorContains(t, run(dir+"/none", "", ""), "-toys says where it is")
}

func TestConfirmations(t *testing.T) {
	said, err := confirmations("# comment\n\nLovense Hush | 2026-11-27 | all\nLovense Hush | 2026-01-02 | part: no stop\nLovense Lush | 2026-11-28 | part: the battery is wrong\n")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"Lovense Hush": "all (2026-11-27)", "Lovense Lush": "part: the battery is wrong (2026-11-28)"}, said)
	all := mustRows(t)
	require.NoError(t, confirm(all, said))
	assert.Contains(t, string(page(all, nil)), "| Lovense | Hush | Vibrate | Battery | lovense | all (2026-11-27) |")
	assert.ErrorContains(t, confirm(all, map[string]string{"Nosuch Toy": "all"}), `no model "Nosuch Toy"`)
	for text, complaint := range map[string]string{
		"Lovense Hush | all":                "has not the form",
		"Lovense Hush | 27.11.2026 | all":   "parsing time",
		"Lovense Hush | 2026-11-27 | good":  `what works is "good"`,
		"Lovense Hush | 2026-11-27 | part:": `what works is "part:"`,
	} {
		_, err := confirmations(text)
		assert.ErrorContains(t, err, complaint, text)
	}
}
