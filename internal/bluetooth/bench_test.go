//go:build linux

package bluetooth_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bluetooth"
	"github.com/gobuttplug/gobuttplug/internal/fakebluez"
)

// From the call to the write at the toy, over a message bus and a scripted BlueZ.
func BenchmarkWrite(b *testing.B) {
	bus, err := fakebluez.StartBus(fakebluez.Open)
	if err != nil {
		b.Skip(err)
	}
	defer bus.Close()
	bluez, err := fakebluez.Start(bus.Address)
	require.NoError(b, err)
	defer bluez.Close()
	toy := fakebluez.Lovense("LVS-Z001", hushAddress, hushIdentity)
	toy.Answer = nil
	bluez.Add(toy)
	s := bluetooth.New(bluetooth.Options{Bus: bus.Address})
	defer s.Close()
	found := make(chan device.Peripheral, 1)
	ended := make(chan error, 1)
	go func() { ended <- s.Scan(b.Context(), func() {}, func(p device.Peripheral) { found <- p }) }()
	link, err := (<-found).Connect(b.Context(), lovense)
	require.NoError(b, err)
	data := []byte("Vibrate:10;")
	for b.Loop() {
		if err := link.Write(b.Context(), device.Tx, data, false); err != nil {
			b.Fatal(err)
		}
		<-toy.Writes()
	}
}
