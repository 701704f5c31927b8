package protocol_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/internal/worker"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// servicesOf are the services of each protocol of the catalogue.
func servicesOf(t *testing.T) map[string][]device.Service {
	services := map[string][]device.Service{}
	known := catalog.Builtin(protocol.All().Has)
	for _, filter := range known.Filters() {
		adv := device.Advertisement{Name: filter.Name + filter.NamePrefix, Services: []string{filter.Service}}
		if filter.Manufacturer != nil {
			adv.ManufacturerData = []device.ManufacturerData{*filter.Manufacturer}
		}
		for _, match := range known.Match(&adv) {
			services[match.Protocol] = match.Services
		}
	}
	for _, name := range protocol.All().Names() {
		if offCatalogue[name] == "" {
			require.NotEmpty(t, services[name], "%s has no services", name)
		}
	}
	return services
}

func endpointsOf(services []device.Service) []device.Endpoint {
	var all []device.Endpoint
	for _, s := range services {
		for _, c := range s.Characteristics {
			if !slices.Contains(all, c.Endpoint) {
				all = append(all, c.Endpoint)
			}
		}
	}
	return all
}

// modelsOf are the models of each protocol.
func modelsOf() map[string][]string {
	models := map[string][]string{}
	for m := range catalog.Builtin(protocol.All().Has).Models() {
		models[m.Protocol] = append(models[m.Protocol], m.Identifier)
	}
	return models
}

// commanded are the endpoints that a toy with these endpoints is written to by Init and
// by commands: 0, 1, the least and the greatest value of each output, and a stop.
func commanded(t *testing.T, name string, models []string, has func(device.Endpoint) bool) []device.Endpoint {
	var to []device.Endpoint
	take := func(writes []protocol.Write) {
		for _, w := range writes {
			if w.To == "" {
				w.To = device.Tx
			}
			if !slices.Contains(to, w.To) {
				to = append(to, w.To)
			}
		}
	}
	for _, identifier := range models {
		spec, s, ok := newState(t, name, identifier)
		require.True(t, ok)
		s.Has = has
		take(spec.Init)
		for _, f := range s.Def.Features {
			for _, o := range f.Outputs {
				for _, v := range []int32{o.Range.Max, 1, o.Range.Min, 0} {
					c := device.Command{Feature: f.Index, Type: o.Type, Value: v}
					if o.Type == device.HwPositionWithDuration {
						c.Duration = 500 * time.Millisecond
					}
					take(spec.Encode(s, []device.Command{c}))
					for again, n := spec.Tick != nil, 0; again && n < 50; n++ {
						var writes []protocol.Write
						writes, again = spec.Tick.Make(s)
						take(writes)
					}
				}
			}
		}
		if spec.StopMoves != nil {
			take(spec.StopMoves(s))
		}
	}
	return to
}

// said are the endpoints that the talk at the start uses, by the fixtures of toys that
// get ready. TestFixtures makes sure that they tell all of it.
func said(t *testing.T, name string) []device.Endpoint {
	var used []device.Endpoint
	for _, c := range readCases(t, filepath.Join("testdata", name+".txt")) {
		ready := slices.IndexFunc(c.lines, func(l line) bool { return l.verb == "ready" })
		for _, l := range c.lines[:max(ready, 0)] {
			if l.verb != ">" {
				continue
			}
			words := strings.Fields(l.rest)
			where := strings.TrimSuffix(words[0], "+")
			if where == "read" || where == "subscribe" || where == "unsubscribe" {
				where = words[1]
			}
			if e := device.Endpoint(where); !slices.Contains(used, e) {
				used = append(used, e)
			}
		}
	}
	return used
}

// TestNeedsAreWhatIsUsed: whichever of its endpoints a toy lacks, as long as it has what
// the protocol needs, nothing is written where there is nothing; and nothing is needed
// that is never used.
func TestNeedsAreWhatIsUsed(t *testing.T) {
	services, models := servicesOf(t), modelsOf()
	for _, name := range protocol.All().Names() {
		if offCatalogue[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			spec, _ := protocol.All().Lookup(name)
			wanted := spec.Wanted(services[name])
			all := endpointsOf(wanted.Services)
			used := said(t, name)
			for lacks := range 1 << len(all) {
				has := func(e device.Endpoint) bool {
					i := slices.Index(all, e)
					return i >= 0 && lacks&(1<<i) == 0
				}
				if wanted.Needs.Missing(has) != nil {
					continue
				}
				for _, e := range commanded(t, name, models[name], has) {
					require.True(t, has(e), "writes go to %s, which a toy may lack that has what it needs: %v", e, wanted.Needs)
					used = append(used, e)
				}
			}
			stated := slices.Concat(append(wanted.Needs, wanted.Optional)...)
			if spec.Notify != nil {
				used = append(used, spec.Notify.Endpoint)
			}
			assert.Subset(t, stated, used, "it uses what it does not state")
			for _, e := range slices.Concat(wanted.Needs...) {
				assert.Contains(t, used, e, "nothing uses it")
			}
			for _, e := range spec.Optional {
				assert.Contains(t, all, e, "the catalogue gives no such endpoint")
				assert.NotContains(t, slices.Concat(wanted.Needs...), e, "needed and optional")
			}
		})
	}
}

// TestToysThatLackWhatTheyNeedAreRefused: every protocol refuses a toy without each of the
// endpoints that it needs, in turn, names what is missing, and does not begin to talk.
func TestToysThatLackWhatTheyNeedAreRefused(t *testing.T) {
	for _, name := range protocol.All().Names() {
		spec, _ := protocol.All().Lookup(name)
		wanted := spec.Wanted(nil)
		for _, set := range wanted.Needs {
			for _, lacks := range set {
				synctest.Test(t, func(t *testing.T) {
					toy := faketoy.New(device.DefaultGap, slices.DeleteFunc(slices.Clone(set), func(e device.Endpoint) bool { return e == lacks })...)
					_, err := worker.Connect(t.Context(), toy, device.Advertisement{Name: "toy"}, spec,
						func(string, string) (*device.Definition, error) { return &device.Definition{Name: "Toy"}, nil }, worker.Options{Protocols: protocol.All()})
					var missing *device.MissingError
					require.ErrorAs(t, err, &missing, "%s without %s", name, lacks)
					assert.Equal(t, wanted.Needs.Missing(toy.Has), missing.Endpoints)
					assert.ErrorIs(t, err, device.ErrNoEndpoint)
					assert.Empty(t, toy.Ops(), "%s without %s", name, lacks)
					select {
					case <-toy.Done():
					default:
						assert.Fail(t, "it stays connected", "%s without %s", name, lacks)
					}
				})
			}
		}
	}
}

// TestHandoverIsCheckedToo: a toy that turns out to speak another protocol has to have
// what that one needs.
func TestHandoverIsCheckedToo(t *testing.T) {
	handovers := 0
	for _, name := range protocol.All().Names() {
		spec, _ := protocol.All().Lookup(name)
		if spec.Handover == nil {
			continue
		}
		for _, identifiers := range modelsOf() {
			for _, identifier := range identifiers {
				other, ok := protocol.All().Lookup(spec.Handover(identifier))
				if !ok {
					continue
				}
				handovers++
				first, second := spec.Wanted(nil), other.Wanted(nil)
				for _, set := range first.Needs {
					require.Nil(t, second.Needs.Missing(func(e device.Endpoint) bool { return slices.Contains(set, e) }),
						"%s looks for less than %s needs", name, other.Name)
				}
			}
		}
	}
	assert.NotZero(t, handovers)
	synctest.Test(t, func(t *testing.T) {
		toy := faketoy.New(device.DefaultGap, device.Tx)
		spec := &protocol.Spec{Name: "first", Handover: func(string) string { return "mysteryvibe" }}
		_, err := worker.Connect(context.Background(), toy, device.Advertisement{Name: "toy"}, spec, nil, worker.Options{Protocols: protocol.All()})
		assert.ErrorContains(t, err, "txmode, txvibrate")
		assert.Empty(t, toy.Ops())
	})
}
