//go:build linux

package bluetooth

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
)

const (
	fuzzOwner   = ":1.1"
	fuzzAdapter = dbus.ObjectPath("/org/bluez/hci0")
	fuzzToy     = fuzzAdapter + "/dev_1"
	fuzzValue   = fuzzToy + "/service1/char1"
)

var (
	fuzzPaths = []dbus.ObjectPath{fuzzAdapter, fuzzToy, fuzzToy + "/service1", fuzzValue, fuzzAdapter + "/dev_2", "/", ""}
	fuzzWords = []string{
		adapterFace, deviceFace, serviceFace, gattFace, "Address", "Name", "RSSI", "UUIDs", "UUID", "ManufacturerData", "Connected",
		"ServicesResolved", "Powered", "Value", "Service", "Flags", "write", "write-without-response", bluezName, "0000FFF0-0000-1000-8000-00805F9B34FB",
	}
	fuzzSignals = []string{
		propertiesFace + ".PropertiesChanged", managerFace + ".InterfacesAdded", managerFace + ".InterfacesRemoved", daemonName + ".NameOwnerChanged",
	}
)

// FuzzBlueZ: whatever is told on the bus, in whatever types, nothing panics, and what we make of it
// is as others expect it. What a program tells that is not BlueZ counts for nothing.
func FuzzBlueZ(f *testing.F) {
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		script := make([]byte, 400)
		for at := range script {
			script[at] = byte(random.Uint32N(64)) // most are indexes of short lists
		}
		f.Add(i%6 == 0, script)
	}
	conn, err := dbus.NewConn(silence{})
	require.NoError(f, err)
	f.Cleanup(func() { _ = conn.Close() })
	f.Fuzz(func(t *testing.T, stranger bool, script []byte) {
		tells := teller(script)
		b := &bus{conn: conn, owner: fuzzOwner, watches: map[*watch]struct{}{}, discovering: make(chan struct{}, 1)}
		s := &scan{bus: b, adapter: fuzzAdapter, wake: make(chan struct{}, 1), fresh: map[dbus.ObjectPath]properties{}, known: map[dbus.ObjectPath]*sighting{}}
		notified, left := 0, false
		c := &bluezConnection{bus: b, path: fuzzToy, change: make(chan struct{}, 1), leave: func() { left = true },
			notify: map[dbus.ObjectPath]func([]byte){fuzzValue: func([]byte) { notified++ }}}
		require.NoError(t, b.watch(&watch{below: fuzzAdapter, signal: s.signal, gone: func() { s.fail(ErrNoDaemon) }}))
		require.NoError(t, b.watch(&watch{below: fuzzToy, signal: c.signal, gone: c.die}))
		asked, cancel := context.WithCancel(t.Context()) // what BlueZ is asked meanwhile it does not answer
		cancel()
		seen := 0
		for len(tells) > 0 {
			signal := tells.signal()
			if stranger {
				signal.Sender = ":1.99"
			}
			b.DeliverSignal("", signal.Name[strings.LastIndexByte(signal.Name, '.')+1:], signal)
			s.report(asked, func(adv device.Advertisement) {
				seen++
				require.NotEmpty(t, adv.Address)
				require.NotNil(t, adv.Services)
				require.NotNil(t, adv.ManufacturerData)
				require.True(t, slices.IsSortedFunc(adv.ManufacturerData, func(a, b device.ManufacturerData) int { return int(a.Company) - int(b.Company) }))
				for _, uuid := range adv.Services {
					require.Equal(t, strings.ToLower(uuid), uuid)
				}
			})
		}
		if stranger {
			require.Zero(t, seen)
			require.Zero(t, notified)
			require.False(t, left)
			require.NoError(t, s.failed())
		}

		tells = teller(script)
		all := tells.objects()
		if adapter, err := powered(all); err == nil {
			require.Contains(t, all, adapter)
			if path, ok := atAddress(all, adapter, "Name"); ok {
				require.True(t, within(path, adapter))
			}
		}
		for _, one := range servicesOf(all, fuzzToy) {
			require.Equal(t, strings.ToLower(one.uuid), one.uuid)
			for _, ch := range one.characteristics {
				require.True(t, within(ch.handle.(dbus.ObjectPath), fuzzToy))
			}
		}
	})
}

// silence is a bus that takes everything and says nothing.
type silence struct{}

func (silence) Read([]byte) (int, error)    { return 0, io.EOF }
func (silence) Write(b []byte) (int, error) { return len(b), nil }
func (silence) Close() error                { return nil }

// teller makes signals and values of bytes; of none left it makes the first of everything.
type teller []byte

func (t *teller) byte() (b byte) {
	if len(*t) > 0 {
		b, *t = (*t)[0], (*t)[1:]
	}
	return b
}

func pick[T any](t *teller, from []T) T { return from[int(t.byte())%len(from)] }

// signal is one with the body that it should have, or any other.
func (t *teller) signal() *dbus.Signal {
	s := &dbus.Signal{Sender: pick(t, []string{fuzzOwner, fuzzOwner, fuzzOwner, daemonName, ":1.99", ""}), Path: pick(t, fuzzPaths), Name: pick(t, fuzzSignals)}
	if t.byte()%8 == 0 {
		for range t.byte() % 4 {
			s.Body = append(s.Body, t.value(t.byte()))
		}
		return s
	}
	switch s.Name {
	case fuzzSignals[0]:
		s.Body = []any{pick(t, fuzzWords), t.properties(), []string{}}
	case fuzzSignals[1]:
		s.Body = []any{pick(t, fuzzPaths), t.faces()}
	case fuzzSignals[2]:
		s.Body = []any{pick(t, fuzzPaths), t.words()}
	default:
		s.Body = []any{pick(t, fuzzWords), ":1.1", ""}
	}
	return s
}

// kinds are the numbers of the types that properties have.
var kinds = map[string]byte{
	"Connected": 0, "ServicesResolved": 0, "Powered": 0, "Value": 1, "Service": 3, "RSSI": 4, "UUIDs": 6, "Flags": 6, "ManufacturerData": 9,
}

func (t *teller) value(kind byte) any {
	switch kind % 11 {
	case 0:
		return t.byte()%2 == 1
	case 1:
		return []byte{t.byte(), t.byte()}
	case 2:
		return pick(t, fuzzWords)
	case 3:
		return pick(t, fuzzPaths)
	case 4:
		return int16(t.byte())
	case 5:
		return uint16(t.byte())
	case 6:
		return t.words()
	case 7:
		return t.properties()
	case 8:
		return t.faces()
	case 9:
		all := map[uint16]dbus.Variant{}
		for range t.byte() % 4 {
			all[uint16(t.byte())] = dbus.MakeVariant(t.value(t.byte()))
		}
		return all
	}
	return dbus.MakeVariant(t.byte())
}

func (t *teller) words() (all []string) {
	for range t.byte() % 4 {
		all = append(all, pick(t, fuzzWords))
	}
	return all
}

func (t *teller) properties() properties {
	all := properties{}
	for range t.byte() % 6 {
		name := pick(t, fuzzWords)
		kind, known := kinds[name]
		if !known {
			kind = 2
		}
		if t.byte()%8 == 0 { // another than it should be
			kind = t.byte()
		}
		all[name] = dbus.MakeVariant(t.value(kind))
	}
	return all
}

func (t *teller) faces() map[string]properties {
	all := map[string]properties{}
	for range t.byte() % 4 {
		all[pick(t, fuzzWords)] = t.properties()
	}
	return all
}

func (t *teller) objects() objects {
	all := objects{}
	for len(*t) > 0 {
		all[pick(t, fuzzPaths)] = t.faces()
	}
	return all
}
