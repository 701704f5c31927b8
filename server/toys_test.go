package server

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// devices are the names of the addresses behind the indexes of the newest list.
func (b *bench) devices() map[uint32]string {
	b.srv.mu.Lock()
	defer b.srv.mu.Unlock()
	all := map[uint32]string{}
	for index, t := range b.srv.toys {
		all[index] = t.address
	}
	return all
}

func TestIndexes(t *testing.T) {
	toys := []*fakeToy{newFakeToy("a"), newFakeToy("b"), newFakeToy("c")}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		c := b.scanned()
		assert.Equal(t, map[uint32]string{0: "a", 1: "b", 2: "c"}, b.devices())

		require.NoError(t, toys[0].Close())
		require.NoError(t, toys[1].Close())
		c.take()
		assert.Equal(t, map[uint32]string{2: "c"}, b.devices())

		d := newFakeToy("d")
		b.scanner.toys = []*fakeToy{d, toys[1], toys[2], toys[0]}
		c.ok(&message.StartScanning{})
		assert.Equal(t, map[uint32]string{0: "a", 1: "b", 2: "c", 3: "d"}, b.devices(), "a toy that comes back has its index")
	})
}

func TestOneToyTwoModels(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.scanned()
		require.NoError(t, toy.Close())
		c.take()
		toy.adv.Name = "Another model" // the identifier
		c.ok(&message.StartScanning{})
		assert.Equal(t, map[uint32]string{1: "a"}, b.devices())
	})
}

// settings denies toys and gives indexes.
type settings struct{ *indexes }

func (settings) Allowed(address string) bool { return address != "denied" }

func (settings) Apply(k device.Key, def *device.Definition) uint32 {
	def.DisplayName = "My " + k.Address + " of " + k.Protocol + ", " + k.Identifier
	return 40
}

func TestSettings(t *testing.T) {
	toys := []*fakeToy{newFakeToy("denied"), newFakeToy("a")}
	inBubble(t, Options{Settings: settings{}}, toys, func(t *testing.T, b *bench) {
		c := b.scanned()
		list := c.ask(&message.RequestDeviceList{}).(*message.DeviceList)
		require.Len(t, list.Devices, 1)
		assert.Equal(t, uint32(40), list.Devices[0].Index)
		assert.Equal(t, "My a of fake, Toy a", list.Devices[0].DisplayName)

		// An index that is in use: the older toy makes room.
		b.scanner.toys = []*fakeToy{newFakeToy("b")}
		c.ok(&message.StartScanning{})
		assert.Equal(t, map[uint32]string{40: "b"}, b.devices())
		assert.False(t, toys[1].connected())
		require.NoError(t, b.srv.Close())
		assert.False(t, b.scanner.toys[0].connected())
	})
}

func TestToyComesAndGoes(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.client()
		c.session.Handle(withID(start(), 9))
		assert.Equal(t, []string{"Ok", "DeviceList", "ScanningFinished"}, names(c.take()))
		c.session.Handle(withID(start(), 9))
		assert.Equal(t, []string{"Ok", "ScanningFinished"}, names(c.take()), "found again: no news")
		require.NoError(t, toy.Close())
		assert.Equal(t, []message.Message{&message.DeviceList{Devices: []*device.Definition{}}}, c.take())
		assert.Contains(t, b.logged(), "Device 0 (Fake Toy) has disconnected")
	})
}

func TestToyIsNotConnected(t *testing.T) {
	fails := func(err error) func(context.Context, []device.Service) error {
		return func(context.Context, []device.Service) error { return err }
	}
	for _, tt := range []struct {
		name    string
		matches []device.Match
		change  func(*fakeToy)
		want    string // end of the text that logs and clients get
	}{
		{"unknown", nil, func(f *fakeToy) { f.adv.Name = "?" },
			`The device "?" could not be connected: no known device answers to this name and data.`},
		{"unknown model", nil, func(f *fakeToy) { f.adv.Name = "undefined" },
			`The device "undefined" could not be connected: as fake: looking up the model "undefined" failed: no such model is known.`},
		{"no code for it", []device.Match{{Protocol: "future"}}, func(*fakeToy) {},
			`The device "Toy a" could not be connected: as future: this program does not speak the protocol.`},
		{"connection fails", nil, func(f *fakeToy) { f.connect = fails(errFake) },
			`The device "Toy a" could not be connected: as fake: fake failure.`},
		{"connection hangs", nil, func(f *fakeToy) {
			f.connect = func(ctx context.Context, _ []device.Service) error { <-ctx.Done(); return ctx.Err() }
		}, `The device "Toy a" could not be connected: as fake: the device did not answer in time.`},
		{"set-up fails", nil, func(f *fakeToy) {
			f.endpoints = []device.Endpoint{device.Tx, device.TxCommand}
			f.read = func(context.Context) ([]byte, error) { return nil, errFake }
		}, `The device "Toy a" could not be connected: as fake: initialisation failed: fake failure.`},
		{"hostile name", nil, func(f *fakeToy) { f.adv.Name = "?\n\x1b[31m" + strings.Repeat("x", 1000) },
			`The device "?\n\u001b[31mxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" could not be connected: no known device answers to this name and data.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			toy := newFakeToy("a")
			tt.change(toy)
			inBubble(t, Options{Catalog: fakeCatalog{tt.matches}}, []*fakeToy{toy, toy, toy}, func(t *testing.T, b *bench) {
				c := b.client()
				c.ok(&message.StartScanning{})
				time.Sleep(3 * time.Minute)
				got := c.take()
				assert.Equal(t, []string{"Error 4", "ScanningFinished"}, names(got), "told once")
				assert.Equal(t, tt.want, got[0].(*message.Error).Text)
				assert.Contains(t, b.logged(), tt.want)
				assert.False(t, toy.connected())

				c.ok(&message.StartScanning{}) // tried and told again
				time.Sleep(3 * time.Minute)
				assert.Equal(t, []string{"Error 4", "ScanningFinished"}, names(c.take()))
			})
		})
	}
}

func TestSetupHangs(t *testing.T) {
	toy := newFakeToy("a")
	toy.endpoints = []device.Endpoint{device.Tx, device.TxCommand}
	toy.read = hang
	inBubble(t, Options{SetupTimeout: 5 * time.Second}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		c := b.client()
		c.ok(&message.StartScanning{})
		assert.True(t, toy.connected())
		time.Sleep(5 * time.Second)
		assert.Equal(t, []string{"Error 4", "ScanningFinished"}, names(c.take()))
		assert.False(t, toy.connected())
	})
}

func TestProtocolsAreTriedInTurn(t *testing.T) {
	var tried []string
	for _, tt := range []struct {
		name  string
		first error // of the connection with the first candidate's services
		want  []string
		found bool
	}{
		{"services are missing", device.ErrNoEndpoint, []string{"one", "two"}, true},
		{"it does not answer", device.ErrTimeout, []string{"one"}, false},
		{"not allowed", device.ErrNotAllowed, []string{"one"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tried = nil
			toy := newFakeToy("a")
			toy.connect = func(_ context.Context, services []device.Service) error {
				tried = append(tried, services[0].UUID)
				if services[0].UUID == "one" {
					return tt.first
				}
				return nil
			}
			matches := []device.Match{
				{Protocol: "future", Services: []device.Service{{UUID: "zero"}}},
				{Protocol: "fake", Services: []device.Service{{UUID: "one"}}},
				{Protocol: "fake", Services: []device.Service{{UUID: "two"}}},
			}
			inBubble(t, Options{Catalog: fakeCatalog{matches}}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
				b.scanned()
				assert.Equal(t, tt.want, tried)
				assert.Equal(t, tt.found, len(b.devices()) == 1)
			})
		})
	}
}

func TestAHungToyDelaysOthersForAMoment(t *testing.T) {
	hung, toy := newFakeToy("hung"), newFakeToy("a")
	hung.connect = func(ctx context.Context, _ []device.Service) error { <-ctx.Done(); return ctx.Err() }
	inBubble(t, Options{}, []*fakeToy{hung, toy}, func(t *testing.T, b *bench) {
		c := b.client()
		c.ok(&message.StartScanning{})
		time.Sleep(connectStagger)
		assert.Equal(t, []string{"DeviceList"}, names(c.take()))
		time.Sleep(time.Minute)
		assert.Equal(t, []string{"Error 4", "ScanningFinished"}, names(c.take()))
	})
}

func TestCloseWhileConnecting(t *testing.T) {
	hung, waiting := newFakeToy("hung"), newFakeToy("a")
	hung.connect = func(ctx context.Context, _ []device.Service) error { <-ctx.Done(); return ctx.Err() }
	inBubble(t, Options{}, []*fakeToy{hung, waiting}, func(t *testing.T, b *bench) {
		c := b.client()
		c.ok(&message.StartScanning{})
		begin := time.Now()
		require.NoError(t, b.srv.Close())
		assert.Zero(t, time.Since(begin))
	})
}

func TestCloseWhenTheToyGetsReady(t *testing.T) {
	toy := newFakeToy("a")
	inBubble(t, Options{}, []*fakeToy{toy}, func(t *testing.T, b *bench) {
		reached, release := make(chan struct{}), make(chan struct{})
		toy.connect = func(context.Context, []device.Service) error { close(reached); <-release; return nil }
		c := b.client()
		c.session.Handle(withID(start(), 9))
		<-reached
		closed := make(chan error)
		go func() { closed <- b.srv.Close() }()
		c.take()
		close(release)
		require.NoError(t, <-closed)
		assert.False(t, toy.connected())
	})
}

func TestToysAreBounded(t *testing.T) {
	var toys []*fakeToy
	for i := range maxConnecting + 1 {
		toy := newFakeToy("toy " + number(uint32(i)))
		toy.connect = func(ctx context.Context, _ []device.Service) error { <-ctx.Done(); return ctx.Err() }
		toys = append(toys, toy)
	}
	inBubble(t, Options{}, toys, func(t *testing.T, b *bench) {
		c := b.client()
		c.session.Handle(withID(start(), 9))
		got := c.take()
		assert.Equal(t, []string{"Ok", "Error 4"}, names(got))
		assert.Contains(t, got[1].(*message.Error).Text, "too many devices")
	})
}
