package notation

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

func TestFeatures(t *testing.T) {
	output := func(t device.OutputType, low, high int32) device.Output {
		return device.Output{Type: t, Range: device.Range{Min: low, Max: high}}
	}
	timed := output(device.HwPositionWithDuration, 0, 99)
	timed.Duration.Max = 100 * time.Second
	short := timed
	short.Duration.Max = 5 * time.Second
	tests := map[string][]device.Feature{
		"none":       nil,
		"vibrate 20": {{Outputs: []device.Output{output(device.Vibrate, 0, 20)}}},
		"vibrate 1, rotate +-99": {{Outputs: []device.Output{output(device.Vibrate, 0, 1)}},
			{Index: 1, Outputs: []device.Output{output(device.Rotate, -99, 99)}}},
		`3: led 1, - "Spare", 7: spray 1`: {{Index: 3, Outputs: []device.Output{output(device.Led, 0, 1)}},
			{Index: 4, Description: "Spare"}, {Index: 7, Outputs: []device.Output{output(device.Spray, 0, 1)}}},
		`vibrate 5 "Top, front"`:                {{Description: "Top, front", Outputs: []device.Output{output(device.Vibrate, 0, 5)}}},
		"hw_position_with_duration 99":          {{Outputs: []device.Output{timed}}},
		"hw_position_with_duration 99/5000":     {{Outputs: []device.Output{short}}},
		"position 9 + oscillate 20":             {{Outputs: []device.Output{output(device.Position, 0, 9), output(device.Oscillate, 0, 20)}}},
		"battery":                               {{Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: 1}}}},
		"pressure 2000 subscribe + battery":     {{Inputs: []device.Input{{Type: device.Pressure, Ranges: []device.Range{{Max: 2000}}, Commands: 2}, {Type: device.Battery, Ranges: []device.Range{{Max: 100}}, Commands: 1}}}},
		"button 1 read subscribe + constrict 3": {{Outputs: []device.Output{output(device.Constrict, 0, 3)}, Inputs: []device.Input{{Type: device.Button, Ranges: []device.Range{{Max: 1}}, Commands: 3}}}},
	}
	for text, want := range tests {
		got, err := Features(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
}

func TestFeaturesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "output or input missing",
		"vibrate":                      "an output needs its greatest value",
		"vibrate 1 2":                  "an output needs its greatest value",
		"vibrate x":                    `"x" is not a whole number above 0`,
		"vibrate 0":                    `"0" is not a whole number above 0`,
		"vibrate 99999999999":          "is not a whole number",
		"vibrate 5/9":                  "Vibrate has no duration",
		"position +-5":                 "Position has no direction",
		"hw_position_with_duration 5/": `"" is not a whole number`,
		"dance 5":                      `unknown output or input "dance"`,
		"vibrate 5 + vibrate 6":        "Vibrate twice",
		"battery + battery":            "Battery twice",
		"battery 100":                  "needs read or subscribe",
		"battery 100 unsubscribe":      `not "unsubscribe"`,
		"x: vibrate 5":                 `"x" is no index`,
		"5: vibrate 5, 5: rotate 5":    "index 5 is not above",
		`vibrate 5 "a`:                 "in quotes",
		`vibrate 5 "a" b`:              "in quotes",
		"vibrate 5,":                   "output or input missing",
	} {
		_, err := Features(text)
		assert.ErrorContains(t, err, want, text)
	}
}

const good = `
# a comment
protocol one
  note Be careful.
  note Be very careful.
  prefix "O ", N
  manufacturer 93 00ff
  advertised 1320
  advertised 6e400001-b5a3-f393-e0a9-e50e24dcca9e: tx 6e400002~
  service ffe0: tx ffe1, generic31 0000ffe2-0000-1000-8000-00805f9b34fc
  gap 50
  default Some One | vibrate 5
  name Plain, "With, comma", "\x07Bell"
  name Named = "A | B" | rotate +-9 "Head" | kind
  model 1, 2 = Other

protocol two
  default Two | none
`

func TestCompile(t *testing.T) {
	table, err := Compile(good)
	require.NoError(t, err)
	assert.Equal(t, "\x00one\x0eO \x0eN\x0f005d00ff\x101320\x106e400001-b5a3-f393-e0a9-e50e24dcca9e"+
		"\b6e400001-b5a3-f393-e0a9-e50e24dcca9e,tx 6e400002~\bffe0,tx ffe1,generic31 0000ffe2-0000-1000-8000-00805f9b34fc"+
		"\x04Some One\x05@0a5\x0b50\x03Plain\x03With, comma\x03\aBell\x01Named\x04A | B\x05@0b-9\"Head\a\x06kind\x0b50"+
		"\x021\x022\x04Other\x05@0a5\x0b50"+
		"\x00two\x04Two\x05", table)
	assert.Equal(t, map[string][]string{"one": {"Be careful.", "Be very careful."}}, Notes(good))
	source := string(GoFile(table))
	assert.Contains(t, source, "// Code generated from toys.txt")
	assert.Contains(t, source, " +\n\t\"\\x00two\\x04Two\\x05\"\n")
}

func TestCompileRefuses(t *testing.T) {
	replace := func(from, to string) string {
		require.Contains(t, good, from)
		return strings.Replace(good, from, to, 1)
	}
	for name, test := range map[string]struct{ source, want string }{
		"keyword":                  {replace("gap 50", "gas 50"), `line 11: unknown keyword "gas"`},
		"no protocol":              {"default X | none", "line 1: no protocol line"},
		"protocol's name":          {replace("protocol two", "protocol Two"), "line 17: a protocol's name has lower-case letters"},
		"order of protocols":       {replace("protocol two", "protocol also"), "alphabetical order"},
		"protocol twice":           {replace("protocol two", "protocol one"), "alphabetical order"},
		"no default":               {replace("default Two | none", ""), "protocol two has no default line"},
		"no default in the middle": {replace("default Some One | vibrate 5", "note x"), "the default line must come before"},
		"two defaults":             {replace("gap 50", "default X | none"), "a second default line"},
		"default without features": {replace("Two | none", "Two"), "a default needs features"},
		"prefix":                   {replace(`"O ", N`, `N, N`), `"N" twice`},
		"manufacturer":             {replace("93 00ff", "93 00f"), "manufacturer 93 00f"},
		"company":                  {replace("93 00ff", "65536"), "below 65536"},
		"advertised":               {replace("1320", "132"), `"132" is no lower-case UUID`},
		"service":                  {replace("ffe0: tx", "ffe0 tx"), "must be UUID: endpoint UUID"},
		"upper case":               {replace("ffe1", "FFE1"), `"FFE1" is no lower-case UUID`},
		"endpoint":                 {replace("generic31", "generic32"), `"generic32" is no endpoint`},
		"gap":                      {replace("gap 50", "gap fast"), `"fast" is not a whole number`},
		"features":                 {replace("rotate +-9", "rotate"), "feature rotate"},
		"features of the default":  {replace("vibrate 5", "vibrate"), "feature vibrate"},
		"name twice":               {replace(`Plain, "With, comma"`, "Plain, Named") + "", `name "Named" twice`},
		"name of another protocol": {good + "  name Plain\n", `name "Plain" twice`},
		"model twice":              {replace("model 1, 2 = Other", "model 1 = Other\n  model 1 = Other"), `model "1" twice`},
		"model without a name":     {replace("1, 2 = Other", "1, 2"), "must be identifiers = name"},
		"unquoted":                 {replace(`"A | B"`, `A = B`), "A = B must be in quotes"},
		"bad quotes":               {replace(`"\x07Bell"`, `"\x0"`), "not quoted right"},
		"control character":        {replace(`"\x07Bell"`, `"\x08"`), "has control characters"},
		"long name":                {replace("Plain", strings.Repeat("x", 249)), "too long"},
	} {
		_, err := Compile(test.source)
		assert.ErrorContains(t, err, test.want, name)
	}
}

// TestTwoModelsWithOneIdentifier: makers do that; the later one counts.
func TestTwoModelsWithOneIdentifier(t *testing.T) {
	_, err := Compile(good + "  name Twice = A\n  name Twice = B\n")
	assert.NoError(t, err)
}
