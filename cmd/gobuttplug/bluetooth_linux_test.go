package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/fakebluez"
)

// bluez is a scripted BlueZ on what the program takes for the system bus.
func bluez(t *testing.T) *fakebluez.BlueZ {
	t.Helper()
	bus, err := fakebluez.StartBus(fakebluez.Open)
	require.NoError(t, err) // make setup installs what it needs
	t.Cleanup(func() { assert.NoError(t, bus.Close()) })
	b, err := fakebluez.Start(bus.Address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Close() })
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.Address)
	return b
}

// told waits until a toy was told a text.
func told(t *testing.T, toy *fakebluez.Toy, text string) {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case w := <-toy.Writes():
			if string(w.Data) == text {
				return
			}
		case <-late:
			t.Fatal("the toy was never told " + text)
		}
	}
}

// The real program stops Bluetooth toys, and disconnects them, when it is ended.
func TestSignalStopsBluetoothToys(t *testing.T) {
	b := bluez(t)
	hush := b.Add(fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"))
	program, r := started(t, "--bluetooth")
	ws, wait := talk(t, r.socket, scanFrame, nil)
	assert.Contains(t, wait(`"DeviceList"`), `"DeviceName":"Lovense Hush"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(vibrateFrame)))
	wait(`"Ok":{"Id":4}`)
	told(t, hush, "Vibrate:5;")
	require.NoError(t, program.Process.Signal(syscall.SIGTERM))
	told(t, hush, "Vibrate:0;")
	require.NoError(t, ws.CloseNow()) // or the program waits for the client
	require.NoError(t, program.Wait())
	assert.False(t, hush.Connected())
}

// Bluetooth that is switched off and on again, and a BlueZ that restarts, give the toy back.
func TestBluetoothToysComeBack(t *testing.T) {
	b := bluez(t)
	hush := b.Add(fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"))
	r := startServe(t, "--bluetooth")
	ws, wait := talk(t, r.socket, scanFrame, nil)
	wait(`"DeviceName":"Lovense Hush"`)
	drive := func() {
		require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(vibrateFrame)))
		wait(`"Ok":{"Id":4}`)
		told(t, hush, "Vibrate:5;")
	}
	drive()
	b.Power(false)
	wait(`"Devices":{}`)
	b.Power(true)
	wait(`"DeviceName":"Lovense Hush"`)
	drive()
	require.NoError(t, b.Close())
	wait(`"Devices":{}`)
	b, err := fakebluez.Start(os.Getenv("DBUS_SYSTEM_BUS_ADDRESS"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Close() })
	hush = b.Add(fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"))
	wait(`"DeviceName":"Lovense Hush"`)
	drive()
	require.NoError(t, ws.CloseNow())
}

func TestWhyThereIsNoBluetooth(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "missing"))
	r := startServe(t, "--bluetooth")
	_, wait := talk(t, r.socket, scanFrame, nil)
	assert.Contains(t, wait(`"Error":{"Id":2`), "Bluetooth: look for devices: the D-Bus system bus, over which programs reach Bluetooth, does not run.")
}

func TestBluetoothThatIsSwitchedOffLeavesOthersAlone(t *testing.T) {
	b := bluez(t)
	b.Power(false)
	r := startServe(t, "--bluetooth", "--simulated")
	_, wait := talk(t, r.socket, scanFrame, nil)
	assert.Contains(t, wait(`"Error":{"Id":0`), "Bluetooth is switched off")
	wait(`"ScanningFinished"`)
}

// A program that was killed leaves toys connected and running. The next one finds and stops them.
func TestToysOfAProgramThatWasKilled(t *testing.T) {
	b := bluez(t)
	hush := b.Add(fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"))
	program, r := started(t, "--bluetooth")
	ws, wait := talk(t, r.socket, scanFrame, nil)
	wait(`"DeviceName":"Lovense Hush"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(vibrateFrame)))
	told(t, hush, "Vibrate:5;")
	require.NoError(t, program.Process.Kill())
	assert.Error(t, program.Wait())
	assert.True(t, hush.Connected())

	ws, wait = talk(t, startServe(t, "--bluetooth").socket, scanFrame, nil)
	wait(`"DeviceName":"Lovense Hush"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(`[{"StopCmd":{"Id":9}}]`)))
	wait(`"Ok":{"Id":9}`)
	go func() { // so that pings are answered: a client that leaves stops its toys
		for err := error(nil); err == nil; {
			_, _, err = ws.Read(t.Context())
		}
	}()
	told(t, hush, "Vibrate:0;")
	require.NoError(t, ws.CloseNow())
}
