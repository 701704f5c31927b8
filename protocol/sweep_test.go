package protocol_test

import (
	"os"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// offCatalogue are the protocols without an entry in the catalogue, and why.
var offCatalogue = map[string]string{
	"simulated": "its models come with package simulated",
	"motors":    "its devices come from the platform",

	"kizuna":          "at serial ports",
	"nextlevelracing": "at serial ports",
}

func TestEveryProtocolHasAFixture(t *testing.T) {
	for _, name := range protocol.All().Names() {
		if offCatalogue[name] != "" {
			continue // tested by package simulated and in tcode_talk_test.go
		}
		_, err := os.Stat("testdata/" + name + ".txt")
		assert.NoError(t, err, "%s has no fixture", name)
	}
}

func TestEveryProtocolHasACatalogueEntryAndTheOtherWayRound(t *testing.T) {
	entries := map[string]bool{}
	for m := range catalog.Builtin(func(string) bool { return true }).Models() {
		entries[m.Protocol] = true
	}
	for _, name := range protocol.All().Names() {
		if offCatalogue[name] == "" {
			assert.True(t, entries[name], "%s has no entry", name)
		}
	}
	for name := range entries {
		if protocol.Unsupported[name] == "" {
			assert.True(t, protocol.All().Has(name), "%s has an entry but no code", name)
		} else {
			assert.False(t, protocol.All().Has(name), "%s has code but is listed as unsupported", name)
		}
	}
}

// took tells the protocol that the toy has taken a write.
func took(w protocol.Write) {
	if w.Taken != nil {
		w.Taken()
	}
}

// newState is the state of a model right after connecting, with nothing in its memory.
func newState(t *testing.T, name, identifier string) (*protocol.Spec, *protocol.State, bool) {
	spec, ok := protocol.All().Lookup(name)
	require.True(t, ok)
	def, ok := catalog.Builtin(func(string) bool { return true }).Define(name, identifier)
	if !ok {
		return nil, nil, false
	}
	return spec, stateOf(def), true
}

// stateOf is newState with a definition that was looked up already, which takes longer than all else.
func stateOf(def *device.Definition) *protocol.State {
	own := *def
	return protocol.NewState(&own, &device.Advertisement{Name: def.Identifier}, func(device.Endpoint) bool { return true })
}

// TestEveryValueOfEveryModelEncodes goes through the values of all outputs of all models:
// none is refused, and no packet is empty or longer than a characteristic can take.
func TestEveryValueOfEveryModelEncodes(t *testing.T) {
	models := 0
	for m := range catalog.Builtin(protocol.All().Has).Models() {
		spec, s, ok := newState(t, m.Protocol, m.Identifier)
		require.True(t, ok, "%s %s", m.Protocol, m.Identifier)
		models++
		for _, f := range s.Def.Features {
			for _, o := range f.Outputs {
				for v := int(o.Range.Min); v <= int(o.Range.Max); v += 1 + (int(o.Range.Max)-int(o.Range.Min))/300 {
					c := device.Command{Feature: f.Index, Type: o.Type, Value: int32(v), Duration: 500 * time.Millisecond}
					if o.Type != device.HwPositionWithDuration {
						c.Duration = 0
					}
					accepted := spec.Accepts(s, c)
					for _, w := range spec.Encode(s, []device.Command{c}) {
						accepted = accepted && len(w.Data) > 0 && len(w.Data) <= 512
					}
					if !accepted { // plain, because there are so many
						t.Fatalf("%s (%s): feature %d %s = %d is refused, or its packet is empty or too long", m.Name, m.Protocol, f.Index, o.Type, v)
					}
				}
			}
		}
	}
	assert.Greater(t, models, 800)
}

// TestDifferentValuesGiveDifferentPackets finds wrapped and cut-off levels: two levels of
// an output give the same packet only if they are neighbours, because the toy knows fewer
// levels than the catalogue offers, and off is never the same as on.
func TestDifferentValuesGiveDifferentPackets(t *testing.T) {
	for m := range catalog.Builtin(protocol.All().Has).Models() {
		spec, s, ok := newState(t, m.Protocol, m.Identifier)
		require.True(t, ok, "%s %s", m.Protocol, m.Identifier)
		def := s.Def
		for _, f := range def.Features {
			for _, o := range f.Outputs {
				if o.Type.IsPosition() {
					continue
				}
				seen := map[string]int32{}
				for v := o.Range.Min; v <= o.Range.Max; v++ {
					if o.Range.Max > 1000 && v%97 != 0 {
						continue
					}
					s := stateOf(def)
					var all []byte // packets, each with its endpoint and length
					put := func(writes []protocol.Write) {
						for _, w := range writes {
							all = append(append(append(all, w.To...), ' ', byte(len(w.Data)), ' '), w.Data...)
							took(w)
						}
					}
					put(spec.Encode(s, []device.Command{{Feature: f.Index, Type: o.Type, Value: v}}))
					for again := spec.Tick != nil; again; again = again && spec.Tick.Every == 0 {
						var writes []protocol.Write
						writes, again = spec.Tick.Make(s)
						put(writes)
					}
					if other, twice := seen[string(all)]; twice && (v-other != 1 || v == 0 || other == 0) {
						t.Errorf("%s (%s): feature %d %s: levels %d and %d give the same packets %q", m.Name, m.Protocol, f.Index, o.Type, other, v, all)
					}
					seen[string(all)] = v
				}
			}
		}
	}
}
