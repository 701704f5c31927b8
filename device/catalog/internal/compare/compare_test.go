package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device/catalog/internal/notation"
)

// A catalogue and a file that say the same in their own ways.
const (
	toysText = `
protocol one
  prefix "O "
  manufacturer 93 00ff
  advertised 1320
  service ffe0: tx ffe1, rx 0000ffe2-0000-1000-8000-00805f9b34fb
  gap 50
  default Some One | vibrate 5
  name Plain, "With, comma"
  name Named = "A | B" | rotate +-9 "Head", 3: position 9 + hw_position_with_duration 99/5000, battery | kind
  model 1, 2 = Other
  name Named = "C" | - "Spare", pressure 2000 subscribe

protocol two
  default Two | none
`
	fileText = `{"version":{"major":5,"minor":57},"protocols":{
	"one":{"communication":[{"btle":{"names":["O *","Plain","With, comma","Named","Placeholder for nothing"],
			"manufacturer_data":[{"company":93,"data":[0,255]}],"advertised_services":["00001320-0000-1000-8000-00805f9b34fb"],
			"services":{"0000ffe0-0000-1000-8000-00805f9b34fb":{"tx":"0000ffe1-0000-1000-8000-00805f9b34fb","rx":"0000ffe2-0000-1000-8000-00805f9b34fb"}}}}],
		"defaults":{"name":"Some One","message_gap_ms":50,"features":[{"index":0,"output":{"vibrate":{"value":[0,5]}}}]},
		"configurations":[
			{"identifier":["Named"],"name":"A | B","protocol_variant":"kind","features":[]},
			{"identifier":["1","2"],"name":"Other"},
			{"identifier":["Named"],"name":"C","features":[
				{"index":1,"input":{"pressure":{"value":[[0,2000]],"command":["Subscribe"]}}},{"index":0,"description":"Spare"}]}]},
	"two":{"defaults":{"name":"Two","features":[]}}}}`
)

func factsOf(t *testing.T, toys, file string) (ourFacts, theirFacts facts) {
	t.Helper()
	table, err := notation.Compile(toys)
	require.NoError(t, err)
	theirFacts, version, err := official([]byte(file))
	require.NoError(t, err)
	assert.Equal(t, "5.57", version)
	return ours(table), theirFacts
}

func TestTheSameInTwoFormsHasNoDifferences(t *testing.T) {
	a, b := factsOf(t, toysText, fileText)
	assert.Empty(t, differences(a, b))
	assert.Len(t, a, 13)
	assert.Equal(t, 5, b.models())
	assert.Equal(t, 2, b.protocols())
}

// TestEveryChangeShows changes the file in one place after the other.
func TestEveryChangeShows(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{`"O *"`, `"P *"`, "- one: prefix \"O \"\n+ one: prefix \"P \""},
		{`"Plain",`, ``, "- one: name Plain"},
		{`[0,255]`, `[0]`, "- one: manufacturer 93 00ff\n+ one: manufacturer 93 00"},
		{`00001320`, `00001321`, "- one: advertised 1320\n+ one: advertised 1321"},
		{`"0000ffe1`, `"0000ffe3`, "- one: service ffe0: tx ffe1\n+ one: service ffe0: tx ffe3"},
		{`"value":[0,5]`, `"value":[0,6]`, "- one: default Some One | vibrate 5 (gap 50)\n+ one: default Some One | vibrate 6 (gap 50)\n" +
			"- one: model 1 = Other | vibrate 5 (gap 50)\n+ one: model 1 = Other | vibrate 6 (gap 50)\n" +
			"- one: model 2 = Other | vibrate 5 (gap 50)\n+ one: model 2 = Other | vibrate 6 (gap 50)"},
		{`"1","2"`, `"1"`, "- one: model 2 = Other | vibrate 5 (gap 50)"},
		{`"name":"Two"`, `"name":"Deux"`, "+ two: default Deux | none\n- two: default Two | none"},
		{`"name":"Two"`, `"name":"Two","message_gap_ms":7`, "- two: default Two | none\n+ two: default Two | none (gap 7)"},
		{`"Subscribe"`, `"Read"`, "- one: model Named = C | - \"Spare\", pressure 2000 subscribe (gap 50)\n+ one: model Named = C | - \"Spare\", pressure 2000 read (gap 50)"},
		{`"two":{`, `"two":{"communication":[{"serial":{"port":"default"}}],`, "+ two: over serial"},
		{`"two":{"defaults":{"name":"Two","features":[]}}`, `"three":{}`, "- two: default Two | none"},
		{`"features":[]}}}}`, `"features":[{"index":2,"output":{"rotate":{"value":[-9,9]},"position":{"value":[0,9]}}},{"index":3,"output":{"temperature":{"value":[37,42]}},"input":{"battery":{"value":[[0,100]],"command":["Read"]}}}]}}}}`,
			"+ two: default Two | 2: position 9 + rotate +-9, battery + temperature 37..42\n- two: default Two | none"},
	} {
		require.Contains(t, fileText, test.from)
		a, b := factsOf(t, toysText, strings.Replace(fileText, test.from, test.to, 1))
		got := strings.Split(strings.Join(differences(a, b), "\n"), "\n")
		assert.ElementsMatch(t, strings.Split(test.want, "\n"), got, test.from)
	}
}

func TestNoConfiguration(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                       "no device configuration: ",
		`[]`:                      "no device configuration: ",
		`{}`:                      "of version 4 or 5",
		`{"version":{"major":5}}`: "of version 4 or 5, or one without protocols",
		`{"version":{"major":3},"protocols":{"a":{}}}`:                                                                                   "of version 4 or 5",
		`{"version":{"major":5},"protocols":{"a":{"communication":[{"btle":{"names":3}}]}}}`:                                             "a: btle: ",
		`{"version":{"major":5},"protocols":{"a":{"defaults":{"name":"X","features":[{"output":{"dance":{"value":[0,1]}}}]}}}}`:          `a: X: feature 0: output "dance"`,
		`{"version":{"major":5},"protocols":{"a":{"defaults":{"name":"X","features":[{"input":{"smell":{}}}]}}}}`:                        `a: X: feature 0: input "smell"`,
		`{"version":{"major":5},"protocols":{"a":{"configurations":[{"name":"X","features":[{"input":{"battery":{"value":[[1]]}}}]}]}}}`: `input battery has no range`,
	} {
		_, _, err := official([]byte(text))
		assert.ErrorContains(t, err, want, text)
	}
}

func TestKnownDifferences(t *testing.T) {
	known, err := readKnown("# why\n+ a: b\n- c: …\n\n# and\n# why\n+ d: e\n")
	require.NoError(t, err)
	fresh, gone := lines{"+ a: b", "- c: 1", "- c: 2", "+ c: 1"}.without(known)
	assert.Equal(t, lines{"+ c: 1"}, fresh)
	assert.Equal(t, lines{"+ d: e"}, gone)
	for text, want := range map[string]string{
		"+ a: b":                  "line 1 has no reason",
		"# why\n+ a: b\n\n+ c: d": "line 4 has no reason",
		"# why\na: b":             "line 2 is neither",
	} {
		_, err := readKnown(text)
		assert.ErrorContains(t, err, want)
	}
	_, err = readKnown(wanted)
	assert.NoError(t, err)
}

func TestRun(t *testing.T) {
	folder := t.TempDir()
	toys, file := filepath.Join(folder, "toys.txt"), filepath.Join(folder, "config.json")
	require.NoError(t, os.WriteFile(toys, []byte(toysText), 0o600))
	require.NoError(t, os.WriteFile(file, []byte(fileText), 0o600))
	var out strings.Builder
	wanted = "# why\n+ two: over smoke signals\n"
	same, err := run(&out, toys, []string{file})
	require.NoError(t, err)
	assert.False(t, same)
	assert.Equal(t, "gone, take it out of known.txt: + two: over smoke signals\n"+
		"Configuration 5.57: 5 identifiers of 2 protocols; 0 differences that known.txt does not list, 0 that it lists.\n", out.String())
	wanted = ""
	same, err = run(&out, toys, []string{file})
	require.NoError(t, err)
	assert.True(t, same)

	_, err = run(&out, toys, nil)
	assert.ErrorContains(t, err, "it needs one official device configuration file")
	_, err = run(&out, file, []string{file})
	assert.ErrorContains(t, err, "line 1: ")
	_, err = run(&out, toys, []string{toys})
	assert.ErrorContains(t, err, "no device configuration")
}
