package catalog

import (
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/notation"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

func all(string) bool { return true }

// twice are the identifiers that the makers use for two models; see toys.txt.
var twice = []string{"galaku TFF1", "libo-vibes Yuyi", "sexverse-v4 BC1847"}

func TestTableIsGeneratedFromToys(t *testing.T) {
	source, err := os.ReadFile("toys.txt")
	require.NoError(t, err)
	compiled, err := notation.Compile(string(source))
	require.NoError(t, err)
	generated, err := os.ReadFile("table_gen.go")
	require.NoError(t, err)
	assert.True(t, string(notation.GoFile(compiled)) == string(generated),
		"table_gen.go is not what toys.txt makes; run: go generate ./device/catalog")
	assert.True(t, compiled == toys)
}

func TestEveryModelIsDefined(t *testing.T) {
	c := Builtin(all)
	protocols, models := map[string]bool{}, 0
	var again []string
	for m := range c.Models() {
		models++
		protocols[m.Protocol] = true
		ids := m.Identifiers
		if len(ids) == 0 {
			ids = []string{""}
		}
		for _, id := range ids {
			def, ok := c.Define(m.Protocol, id)
			require.True(t, ok)
			assert.Equal(t, id, def.Identifier)
			if def.Name != m.Name || len(def.Features) != len(m.Features) || !assert.ObjectsAreEqual(def.Features, m.Features) {
				again = append(again, m.Protocol+" "+id)
			}
		}
	}
	assert.Equal(t, twice, again, "only these may be something else than they say")
	assert.Len(t, protocols, 142)
	assert.Equal(t, 913, models)
}

func TestEveryDefinitionIsSane(t *testing.T) {
	for m := range Builtin(all).Models() {
		at := m.Protocol + " " + m.Name
		assert.NotEmpty(t, m.Name)
		assert.Contains(t, []time.Duration{0, 20 * time.Millisecond, 50 * time.Millisecond}, m.Gap, at)
		last := int64(-1)
		for _, f := range m.Features {
			assert.Greater(t, int64(f.Index), last, at)
			last = int64(f.Index)
			for _, o := range f.Outputs {
				saneOutput(t, at, o)
			}
			for _, in := range f.Inputs {
				require.Len(t, in.Ranges, 1, at)
				assert.Zero(t, in.Ranges[0].Min, at)
				assert.Positive(t, in.Ranges[0].Max, at)
				assert.NotZero(t, in.Commands, at)
				if in.Type == device.Battery {
					assert.Equal(t, device.Input{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}, in, at)
				}
			}
		}
	}
}

func saneOutput(t *testing.T, at string, o device.Output) {
	t.Helper()
	assert.Positive(t, o.Range.Max, at)
	assert.LessOrEqual(t, o.Range.Max, int32(65535), at)
	if o.Range.Min != 0 {
		assert.Equal(t, device.Rotate, o.Type, at)
		assert.Equal(t, -o.Range.Max, o.Range.Min, at)
	}
	want := device.Durations{}
	if o.Type == device.HwPositionWithDuration {
		assert.Contains(t, []time.Duration{10 * time.Second, 100 * time.Second}, o.Duration.Max, at)
		want.Max = o.Duration.Max
	}
	assert.Equal(t, want, o.Duration, at)
	assert.False(t, o.Disabled || o.Reverse || o.Limit != nil, at)
}

func TestDefine(t *testing.T) {
	vibrate := func(index uint32, most int32) device.Feature {
		return device.Feature{Index: index, Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Max: most}}}}
	}
	battery := func(index uint32) device.Feature {
		return device.Feature{Index: index, Description: "battery Level", Inputs: []device.Input{
			{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: device.InputCommands(device.Read)}}}
	}
	described := func(f device.Feature, text string) device.Feature { f.Description = text; return f }
	tests := []struct {
		name, protocol, identifier string
		want                       device.Definition
	}{
		{"default for an unknown model", "lovense", "??", device.Definition{Name: "Lovense Device",
			Features: []device.Feature{vibrate(0, 20), battery(1)}}},
		{"features of the default", "lovense", "Z", device.Definition{Name: "Lovense Hush",
			Features: []device.Feature{vibrate(0, 20), battery(1)}}},
		{"message gap", "thehandy", "The Handy", device.Definition{Name: "The Handy", Gap: 50 * time.Millisecond,
			Features: []device.Feature{{Outputs: []device.Output{{Type: device.HwPositionWithDuration,
				Range: device.Range{Max: 100}, Duration: device.Durations{Max: 100 * time.Second}}}}}}},
		{"variant and direction", "vorze-sa", "UFOSA", device.Definition{Name: "Vorze UFO SA", Variant: "vorze-sa-single-rotator",
			Features: []device.Feature{{Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -99, Max: 99}}}}}}},
		{"holes in the indexes, one that holds its place", "joyhub", "J-Lagoon", device.Definition{Name: "JoyHub Lagoon",
			Features: []device.Feature{vibrate(0, 255), {Index: 4},
				{Index: 5, Description: "Suction", Outputs: []device.Output{{Type: device.Constrict, Range: device.Range{Max: 5}}}}}}},
		{"the later of two", "libo-vibes", "Yuyi", device.Definition{Name: "Libo Feather", Features: []device.Feature{vibrate(0, 99)}}},
		{"the later of two", "galaku", "TFF1", device.Definition{Name: "Galaku F1 Aircraft Cup",
			Features: []device.Feature{described(vibrate(0, 100), "vibrate"), described(vibrate(1, 100), "vibrate"), battery(2)}}},
		{"trailing spaces in the identifier", "mysteryvibe", "MV Poco     ", device.Definition{Name: "MysteryVibe Poco",
			Features: []device.Feature{vibrate(0, 56), vibrate(1, 56)}}},
		{"no features at all", "vorze-sa", "", device.Definition{Name: "Vorze Device"}},
		{"bar in the name", "kiiroo-v21", "OhMiBod NEX3", device.Definition{Name: "OhMiBod NEX|3", Features: []device.Feature{vibrate(0, 100)}}},
	}
	for _, test := range tests {
		t.Run(test.protocol+" "+test.identifier+" "+test.name, func(t *testing.T) {
			got, ok := Builtin(all).Define(test.protocol, test.identifier)
			require.True(t, ok)
			test.want.Protocol = test.protocol
			if got.Identifier != "" {
				test.want.Identifier = test.identifier
			}
			assert.Equal(t, test.want, *got)
		})
	}
}

func TestDefineGivesTheCallerItsOwn(t *testing.T) {
	c := Builtin(all)
	first, _ := c.Define("lovense", "Z")
	first.Features[0].Outputs[0].Disabled = true
	first.Features[1].Inputs[0].Ranges[0].Max = 1
	second, _ := c.Define("lovense", "Z")
	assert.False(t, second.Features[0].Outputs[0].Disabled)
	assert.Equal(t, int32(100), second.Features[1].Inputs[0].Ranges[0].Max)
}

func TestDefineOfUnknownProtocols(t *testing.T) {
	_, ok := Builtin(all).Define("nothing", "")
	assert.False(t, ok)
	_, ok = Builtin(all).Define("lovense\x04Lovense Device", "")
	assert.False(t, ok)
	_, ok = Builtin(func(p string) bool { return p != "lovense" }).Define("lovense", "Z")
	assert.False(t, ok, "without code it is no use")
}

func TestEveryProtocolIsFoundSomehow(t *testing.T) {
	seen := map[string]int{}
	for protocol, fields := range blocks() {
		seen[protocol]++
		found := len(fields[table.TagName]) + len(fields[table.TagBareName]) + len(fields[table.TagPrefix]) +
			len(fields[table.TagManufacturer]) + len(fields[table.TagAdvertised])
		if protocol == "motors" || protocol == "kizuna" || protocol == "nextlevelracing" { // the platform or the player finds them
			assert.Zero(t, found+len(fields[table.TagService]))
			continue
		}
		assert.Positive(t, found, protocol)
		assert.NotEmpty(t, fields[table.TagService], protocol)
		assert.Equal(t, 1, seen[protocol], protocol)
	}
}

// blocks goes through the built-in protocols and the texts of their fields.
func blocks() iter.Seq2[string, map[table.Tag][]string] {
	return func(yield func(string, map[table.Tag][]string) bool) {
		for t := toys; t != ""; {
			var protocol, block string
			protocol, block, t = table.NextBlock(t)
			fields := map[table.Tag][]string{}
			for block != "" {
				var tag table.Tag
				var text string
				tag, text, block = table.Next(block)
				fields[tag] = append(fields[tag], text)
			}
			if !yield(protocol, fields) {
				return
			}
		}
	}
}

// TestIDs guards the identities in users' files: they must never change.
func TestIDs(t *testing.T) {
	assert.Equal(t, "aaafe782-21f6-8198-9618-743e3d69a102", deriveID("lovense", "Z"))
	seen := map[string]string{}
	for m := range Builtin(all).Models() {
		for _, id := range append(m.Identifiers, "") {
			key, uuid := m.Protocol+" "+id, deriveID(m.Protocol, id)
			_, ok := table.ParseUUID(uuid)
			assert.True(t, ok && uuid[14] == '8' && strings.ContainsRune("89ab", rune(uuid[19])), uuid)
			assert.Contains(t, []string{"", key}, seen[uuid], "two models with one id")
			seen[uuid] = key
		}
	}
}
