package server_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/faketoy"
	"github.com/gobuttplug/gobuttplug/protocol"
	"github.com/gobuttplug/gobuttplug/server"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// egg is a toy with a protocol of the program's own. It is its own scanner and catalogue.
type egg struct {
	*faketoy.Toy
	protocol string // that it is taken for
}

func (e egg) Name() string { return "eggs" }
func (e egg) Advertisement() device.Advertisement {
	return device.Advertisement{Address: "1", Name: "Egg"}
}
func (e egg) Match(*device.Advertisement) []device.Match {
	return []device.Match{{Protocol: e.protocol}}
}
func (e egg) Connect(context.Context, device.Wanted) (device.Link, error) { return e.Toy, nil }

func (e egg) Scan(_ context.Context, started func(), found func(device.Peripheral)) error {
	started()
	found(e)
	return nil
}

func (e egg) Define(of, _ string) (*device.Definition, bool) {
	vibrate := device.Output{Type: device.Vibrate, Range: device.Range{Max: 100}}
	return &device.Definition{Protocol: of, Name: "Egg", Features: []device.Feature{{Outputs: []device.Output{vibrate}}}}, true
}

// scanned connects a client to a server, scans, and gives what the client has then.
func scanned(t *testing.T, o server.Options) (devices []*client.Device, errors []error) {
	srv := server.New(o)
	t.Cleanup(func() { assert.NoError(t, srv.Close()) })
	c := client.New(client.Options{})
	c.OnError(func(err error) { errors = append(errors, err) })
	require.NoError(t, c.Connect(t.Context(), srv.Connector()))
	t.Cleanup(func() { assert.NoError(t, c.Disconnect(context.Background())) })
	require.NoError(t, c.StartScanning(t.Context()))
	synctest.Wait()
	return c.Devices(), errors
}

func TestOwnProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		protocols, err := protocol.All().With(protocol.Spec{
			Name: "egg", Command: protocol.Bytes{0xA5, protocol.Index, protocol.Level},
		})
		require.NoError(t, err)
		toy := egg{faketoy.New(0, device.Tx), "egg"}
		devices, _ := scanned(t, server.Options{Catalog: toy, Protocols: protocols, Scanners: []device.Scanner{toy}})
		require.Len(t, devices, 1)
		require.NoError(t, devices[0].Vibrate(t.Context(), 0.5))
		synctest.Wait()
		assert.Equal(t, []string{"tx A5 00 32"}, toy.Ops())
	})
}

// TestFewProtocols: a server speaks those that it was given, and no others.
func TestFewProtocols(t *testing.T) {
	few, err := protocol.NewSet(protocol.Simulated...)
	require.NoError(t, err)
	for _, tt := range []struct {
		what      string
		protocols *protocol.Set
	}{{"few", few}, {"none", nil}} {
		t.Run(tt.what, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				toys, toy := simulated.New(), egg{faketoy.New(0, device.Tx), "lovense"}
				devices, errors := scanned(t, server.Options{
					Catalog: toys.Catalog(toy), Protocols: tt.protocols, Scanners: []device.Scanner{toys, toy},
				})
				if tt.protocols == nil {
					assert.Empty(t, devices)
				} else {
					assert.NotEmpty(t, devices)
				}
				for _, d := range devices {
					assert.NotEqual(t, "Egg", d.Name())
				}
				texts := ""
				for _, err := range errors {
					texts += err.Error() + "\n"
				}
				assert.Contains(t, texts, `"Egg" could not be connected: as lovense: this program does not speak the protocol`)
			})
		})
	}
}

// TestHandoverWithinTheSet: a model that speaks a protocol that the server was not given is
// refused, not driven with another.
func TestHandoverWithinTheSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := protocol.Spec{
			Name: "first", Command: protocol.Bytes{protocol.Level}, Handover: func(string) string { return "egg" },
		}
		second := protocol.Spec{Name: "egg", Command: protocol.Bytes{0xA5, protocol.Level}}
		toy := egg{faketoy.New(0, device.Tx), "first"}
		only, err := protocol.NewSet(first)
		require.NoError(t, err)
		devices, errors := scanned(t, server.Options{Catalog: toy, Protocols: only, Scanners: []device.Scanner{toy}})
		assert.Empty(t, devices)
		require.Len(t, errors, 1)
		assert.ErrorContains(t, errors[0], `looking up the protocol "egg" of this model failed: this program does not speak`)

		both, err := only.With(second)
		require.NoError(t, err)
		toy = egg{faketoy.New(0, device.Tx), "first"}
		devices, _ = scanned(t, server.Options{Catalog: toy, Protocols: both, Scanners: []device.Scanner{toy}})
		require.Len(t, devices, 1)
		require.NoError(t, devices[0].Vibrate(t.Context(), 1))
		synctest.Wait()
		assert.Equal(t, []string{"tx A5 64"}, toy.Ops())
	})
}
