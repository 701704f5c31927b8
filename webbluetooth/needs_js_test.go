//go:build js && wasm

package webbluetooth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/catalog"
	"github.com/gobuttplug/gobuttplug/internal/patience"
	"github.com/gobuttplug/gobuttplug/protocol"
)

// allLooks is how long a toy has to show what it needs.
const allLooks = patience.Missing

// offer puts a toy with these services in the place of the one before.
func (f *fake) offer(services []device.Service) {
	var b strings.Builder
	for _, s := range services {
		fmt.Fprintf(&b, "%q: {", s.UUID)
		for _, c := range s.Characteristics {
			fmt.Fprintf(&b, "%q: %s,", c.UUID, both)
		}
		b.WriteString("},")
	}
	f.eval(`fake.late = {}; fake.device.table = {` + b.String() + `}`)
}

// timed connects a toy and tells how long that took.
func timed(c *clock, p device.Peripheral, wanted device.Wanted) (device.Link, time.Duration, error) {
	c.mu.Lock()
	c.passed = 0
	c.mu.Unlock()
	link, err := p.Connect(context.Background(), wanted)
	c.mu.Lock()
	defer c.mu.Unlock()
	return link, c.passed, err
}

func timedScanner(t *testing.T) (*fake, *clock, device.Peripheral) {
	f := newFake(t, usual)
	s, c := testScanner(t)
	c.fake = f
	return f, c, choose(t, s)
}

// has are the endpoints that services give.
func has(services []device.Service) []device.Endpoint {
	var all []device.Endpoint
	for _, s := range services {
		for _, c := range s.Characteristics {
			all = append(all, c.Endpoint)
		}
	}
	return all
}

// only are the services with the characteristics that keep holds for.
func only(services []device.Service, keep func(device.Endpoint) bool) []device.Service {
	var some []device.Service
	for _, s := range services {
		kept := device.Service{UUID: s.UUID}
		for _, c := range s.Characteristics {
			if keep(c.Endpoint) {
				kept.Characteristics = append(kept.Characteristics, c)
			}
		}
		if len(kept.Characteristics) > 0 {
			some = append(some, kept)
		}
	}
	return some
}

// toysOf makes a toy for each of the services that may give an endpoint of the set: with
// that service, and others for what it lacks.
func toysOf(services []device.Service, set []device.Endpoint) (toys [][]device.Service) {
	services = only(services, func(e device.Endpoint) bool { return slices.Contains(set, e) })
	for i := range services {
		toy := services[i : i+1 : i+1]
		for _, s := range services {
			if slices.ContainsFunc(s.Characteristics, func(c device.Characteristic) bool { return !slices.Contains(has(toy), c.Endpoint) }) {
				toy = append(toy, s)
			}
		}
		toys = append(toys, toy)
	}
	return toys
}

// everyToy calls test with toys of every protocol and set of needs, with all services that
// the protocol wants and with no more than it needs.
func everyToy(t *testing.T, test func(t *testing.T, wanted device.Wanted, set []device.Endpoint, toy []device.Service)) {
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
	toys := 0
	for _, name := range protocol.All().Names() {
		if slices.Contains([]string{"simulated", "motors", "kizuna", "nextlevelracing"}, name) {
			continue // they are not in the catalogue
		}
		require.NotEmpty(t, services[name], "%s has no services", name)
		spec, _ := protocol.All().Lookup(name)
		wanted := spec.Wanted(services[name])
		t.Run(name, func(t *testing.T) {
			for _, set := range wanted.Needs {
				for _, toy := range toysOf(wanted.Services, set) {
					require.Subset(t, has(toy), set, "the catalogue gives no such toy")
					toys++
					test(t, wanted, set, toy)
				}
			}
		})
	}
	assert.Greater(t, toys, 150)
}

func TestToysOfEveryProtocolThatLackSomething(t *testing.T) {
	f, c, p := timedScanner(t)
	everyToy(t, func(t *testing.T, wanted device.Wanted, set []device.Endpoint, toy []device.Service) {
		for _, e := range set {
			f.offer(only(toy, func(other device.Endpoint) bool { return other != e }))
			p.(*peripheral).chosen(p.(*peripheral).object)
			_, took, err := timed(c, p, wanted)
			require.ErrorIs(t, err, device.ErrNoEndpoint, "without %s", e)
			var missing *device.MissingError
			if len(set) > 1 {
				require.ErrorAs(t, err, &missing, "without %s", e)
				assert.Equal(t, wanted.Needs.Missing(func(other device.Endpoint) bool { return other != e && slices.Contains(set, other) }), missing.Endpoints)
				assert.ErrorContains(t, err, string(missing.Endpoints[0])+" (characteristic ")
			} else {
				assert.ErrorIs(t, err, ErrNoService)
			}
			assert.LessOrEqual(t, took, allLooks)
			assert.Zero(t, f.number(`fake.device.gatt.connected`), "it stays connected")
		}
	})
	assert.Empty(t, c.pending())
}

func TestServicesOfEveryProtocolThatComeLate(t *testing.T) {
	f, c, p := timedScanner(t)
	everyToy(t, func(t *testing.T, wanted device.Wanted, set []device.Endpoint, toy []device.Service) {
		for i := range toy {
			for _, late := range []int{150, 400, 1500} {
				f.offer(toy)
				f.eval(fmt.Sprintf(`fake.late[%q] = %d`, toy[i].UUID, late))
				link, took, err := timed(c, p, wanted)
				require.NoError(t, err, "%s comes after %d ms", toy[i].UUID, late)
				for _, e := range set {
					assert.True(t, link.Has(e), "%s, %s comes after %d ms", e, toy[i].UUID, late)
				}
				assert.LessOrEqual(t, took, time.Duration(late)*time.Millisecond+1200*time.Millisecond)
				require.NoError(t, link.Close())
			}
		}
	})
}

func TestToysOfEveryProtocolThatShowAllAtOnceAreNotWaitedFor(t *testing.T) {
	f, c, p := timedScanner(t)
	everyToy(t, func(t *testing.T, wanted device.Wanted, _ []device.Endpoint, _ []device.Service) {
		f.offer(wanted.Services)
		link, took, err := timed(c, p, wanted)
		require.NoError(t, err)
		assert.Zero(t, took)
		require.NoError(t, link.Close())
	})
}

// pair is what a protocol wants that needs two services, and may have a third.
var pair = device.Wanted{Services: table, Needs: device.Needs{{device.Tx, device.RxBLEBattery}}, Optional: []device.Endpoint{device.TxCommand}}

func TestOptionalEndpointsAreWaitedForBriefly(t *testing.T) {
	f, c, p := timedScanner(t)
	wanted := device.Wanted{Services: table, Needs: device.Needs{{device.Tx}}, Optional: []device.Endpoint{device.RxBLEBattery}}
	for late, want := range map[int]bool{0: true, 150: true, 400: true, 600: true, 2000: false} {
		f.offer([]device.Service{table[0], table[2]})
		f.eval(fmt.Sprintf(`fake.late[%q] = %d`, batteryService, late))
		link, took, err := timed(c, p, wanted)
		require.NoError(t, err)
		assert.Equal(t, want, link.Has(device.RxBLEBattery), "after %d ms", late)
		assert.LessOrEqual(t, took, 700*time.Millisecond)
		require.NoError(t, link.Close())
	}
	f.eval(`fake.late = {}`)
	link, took, err := timed(c, p, pair) // no service may give its command
	require.NoError(t, err)
	assert.Zero(t, took)
	require.NoError(t, link.Close())
}

func TestTheNextProtocolNeedNotWaitAgain(t *testing.T) {
	f, c, p := timedScanner(t)
	stranger := device.Wanted{Services: []device.Service{{UUID: otherService, Characteristics: table[1].Characteristics}}, Needs: device.Needs{{device.Tx}}}
	f.offer([]device.Service{table[0], table[2]})
	_, took, err := timed(c, p, stranger)
	require.ErrorIs(t, err, ErrNoService)
	assert.GreaterOrEqual(t, took, patience.Stranger)
	_, took, err = timed(c, p, stranger)
	require.ErrorIs(t, err, ErrNoService)
	assert.Zero(t, took)

	f.eval(fmt.Sprintf(`fake.late[%q] = 150`, batteryService)) // it shows less, so it is not ready yet
	link, took, err := timed(c, p, pair)
	require.NoError(t, err)
	assert.Equal(t, 150*time.Millisecond, took)
	require.NoError(t, link.Close())

	p.(*peripheral).chosen(p.(*peripheral).object)
	f.eval(`fake.late = {}`)
	_, took, err = timed(c, p, stranger)
	require.ErrorIs(t, err, ErrNoService)
	assert.NotZero(t, took, "chosen again, it may show more")
}

func TestToyThatShowsWhatAnotherProtocolNeedsIsHardlyWaitedFor(t *testing.T) {
	f, c, p := timedScanner(t)
	f.offer([]device.Service{table[0], table[2]})
	stranger := device.Wanted{Services: []device.Service{table[1]}, Needs: device.Needs{{device.Tx}}, Others: []device.Service{table[0]}}
	_, took, err := timed(c, p, stranger)
	require.ErrorIs(t, err, ErrNoService)
	assert.GreaterOrEqual(t, took, patience.Others)
	assert.Less(t, took, patience.Stranger/2)
}

func TestToyWithThousandsOfServices(t *testing.T) {
	f, c, p := timedScanner(t)
	services := make([]device.Service, 2000)
	for i := range services {
		services[i] = device.Service{UUID: fmt.Sprintf("0000%04x-0000-1000-8000-00805f9b34fa", i)}
	}
	f.offer(services)
	_, took, err := timed(c, p, pair)
	require.ErrorIs(t, err, ErrNoService)
	assert.Less(t, len(err.Error()), 1000)
	assert.LessOrEqual(t, took, allLooks)
	assert.LessOrEqual(t, len(f.ops()), 20)

	// Those at the front count, however many follow.
	f.offer(append([]device.Service{table[0], table[2]}, services...))
	link, _, err := timed(c, p, pair)
	require.NoError(t, err)
	require.NoError(t, link.Close())
}

func TestLooksAddUp(t *testing.T) {
	sum := time.Duration(0)
	for _, pause := range lookPauses {
		sum += pause
	}
	assert.Equal(t, allLooks, sum)
}
