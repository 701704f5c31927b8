package catalog

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog/internal/table"
)

// BenchmarkBuiltin is what a program's start costs.
func BenchmarkBuiltin(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Builtin(all)
	}
}

func BenchmarkMatch(b *testing.B) {
	c := Builtin(all)
	for name, adv := range map[string]device.Advertisement{
		"name":    {Name: "ZALO-Jeanne"},
		"prefix":  {Name: "LVS-Z011"},
		"service": {Name: "?", Services: []string{lovenseService}},
		"nothing": {Name: "?", Services: []string{}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Match(&adv)
			}
		})
	}
}

func BenchmarkDefine(b *testing.B) {
	c := Builtin(all)
	for _, key := range []struct{ protocol, identifier string }{{"lovense", "Z"}, {"joyhub", "J-Lagoon"}, {"zalo", "ZALO-Jeanne"}} {
		b.Run(key.protocol, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Define(key.protocol, key.identifier)
			}
		})
	}
}

// BenchmarkFilters and BenchmarkServiceUUIDs are on the way from a click to the chooser.
func BenchmarkFilters(b *testing.B) {
	c := Builtin(all)
	b.ReportAllocs()
	for b.Loop() {
		c.Filters()
	}
}

func BenchmarkServiceUUIDs(b *testing.B) {
	c := Builtin(all)
	b.ReportAllocs()
	for b.Loop() {
		c.ServiceUUIDs()
	}
}

// BenchmarkLoad reads a small pair of files, and a base file of the size of the official one.
func BenchmarkLoad(b *testing.B) {
	user := userFile(`'devices':[` + soloEntry("", "", `'index':0`) + `]`)
	for name, base := range map[string][]byte{"small": soloBase, "official": asBaseFile()} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(base)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Builtin(all).Load(base, user); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// asBaseFile makes a base file of the built-in catalogue.
func asBaseFile() []byte {
	protocols := map[string]any{}
	for protocol, fields := range blocks() {
		names := slices.Concat(fields[table.TagName], fields[table.TagBareName])
		for _, prefix := range fields[table.TagPrefix] {
			names = append(names, prefix+"*")
		}
		services := map[string]map[string]string{}
		for _, text := range fields[table.TagService] {
			s := table.Service(text)
			services[s.UUID] = map[string]string{}
			for _, c := range s.Characteristics {
				services[s.UUID][string(c.Endpoint)] = c.UUID
			}
		}
		protocols[protocol] = map[string]any{"configurations": []any{}}
		if len(services) > 0 {
			protocols[protocol].(map[string]any)["communication"] = []any{map[string]any{"btle": map[string]any{
				"names": append(names, "Placeholder"), "services": services}}}
		}
	}
	for m := range Builtin(all).Models() {
		of := protocols[m.Protocol].(map[string]any)
		def := map[string]any{"name": m.Name, "id": deriveID(m.Protocol, m.Identifier), "features": featuresJSON(m)}
		if len(m.Identifiers) == 0 {
			of["defaults"] = def
			continue
		}
		def["identifier"] = m.Identifiers
		of["configurations"] = append(of["configurations"].([]any), def)
	}
	text, err := json.MarshalIndent(map[string]any{"version": map[string]int{"major": 5, "minor": 57}, "protocols": protocols}, "", " ")
	if err != nil {
		panic(err)
	}
	return text
}

func featuresJSON(m Model) []any {
	features := []any{}
	for _, f := range m.Features {
		one := map[string]any{"index": f.Index, "id": deriveFeatureID(m.Name, f.Index), "description": f.Description}
		outputs := map[string]any{}
		for _, o := range f.Outputs {
			one := map[string]any{"value": [2]int32{o.Range.Min, o.Range.Max}}
			if o.Duration.Max != 0 {
				one["duration"] = [2]int64{o.Duration.Min.Milliseconds(), o.Duration.Max.Milliseconds()}
			}
			outputs[word(o.Type)] = one
		}
		one["output"] = outputs
		inputs := map[string]any{}
		for _, in := range f.Inputs {
			inputs[strings.ToLower(in.Type.String())] = map[string]any{"value": [][2]int32{{0, in.Ranges[0].Max}}, "command": []string{"Read"}}
		}
		one["input"] = inputs
		features = append(features, one)
	}
	return features
}

func word(t device.OutputType) string {
	if t == device.HwPositionWithDuration {
		return "hw_position_with_duration"
	}
	return strings.ToLower(t.String())
}

// TestTheWholeCatalogueAsABaseFile: what is built in can be said in a base file too.
func TestTheWholeCatalogueAsABaseFile(t *testing.T) {
	loaded := loadClean(t, asBaseFile(), nil)
	for m := range Builtin(all).Models() {
		want, _ := Builtin(all).Define(m.Protocol, m.Identifier)
		got, ok := loaded.Catalog.Define(m.Protocol, m.Identifier)
		require.True(t, ok)
		require.Equal(t, want.Name, got.Name)
		require.Equal(t, len(want.Features), len(got.Features), want.Name)
		for i := range want.Features {
			require.ElementsMatch(t, want.Features[i].Outputs, got.Features[i].Outputs, want.Name)
		}
	}
	assert.Equal(t, []string{"joyhub"}, match(loaded.Catalog, "J-Rainbow"))
	assert.Len(t, loaded.Catalog.Filters(), 830+1, "nothing twice but the placeholder")
}
