//go:build !js

package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/fakebluez"
	"github.com/gobuttplug/gobuttplug/server"
)

// What launchers give the official server.
func TestServeTakesTheOptionsOfTheOfficialServer(t *testing.T) {
	var stderr strings.Builder
	f, err := parseServeFlags(strings.Fields("--websocket-port 1 --websocket-use-all-interfaces --server-name Mine --max-ping-time 1500 "+
		"--device-config-file a --user-device-config-file b --use-bluetooth-le --use-device-websocket-server --device-websocket-server-port 2 "+
		"--log debug --allow-v4-spec --use-serial --use-hid=false --broadcast-server-mdns --mdns-suffix x"), &stderr)
	require.NoError(t, err, stderr.String())
	assert.Len(t, f.engine.notes, 4)
	assert.Contains(t, f.engine.notes, "--use-serial is left out: ports are not searched; name each with --serial")
	f.engine.notes = nil
	assert.Equal(t, &serveFlags{
		host: "0.0.0.0", port: 1, pagePort: 8080, maxPingTime: 1500 * time.Millisecond, maxClients: server.DefaultMaxClients,
		reconnect: server.DefaultReconnectFor, serverName: "Mine",
		deviceConfig: "a", userConfig: "b", bluetooth: true, deviceSocket: true, devicePort: 2,
	}, f)
	for name := range leftOut {
		f, err := parseServeFlags([]string{"--" + name}, &stderr)
		require.NoError(t, err, name)
		assert.Len(t, f.engine.notes, 1, name)
	}
}

func TestServeOffersSimulatedToysIfThereAreNoOthers(t *testing.T) {
	for args, want := range map[string]bool{
		"": true, "--bluetooth": false, "--device-websocket-server": false, "--bluetooth --simulated": true,
		"--tcode-udp tcode.local:8000": false, "--bluetooth --show-toys": true, "--simulated=false": false, "--bluetooth=false": true,
	} {
		f, err := parseServeFlags(strings.Fields(args), nil)
		require.NoError(t, err)
		assert.Equal(t, want, f.simulated, args)
	}
}

func TestOptionsOfTheOfficialServerThatAreRefused(t *testing.T) {
	for args, want := range map[string]string{
		"--frontend-websocket-port 1":                  "gobuttplug serve: --frontend-websocket-port: this server can't be the engine inside Intiface Central",
		"--websocket-client-address ws://x --repeater": "--repeater: this server does not repeat to others",
		"--rest-api-port 1":                            "--rest-api-port: this server has no REST interface",
		"--allow-raw --websocket-port 0 --port 0":      "--allow-raw: this server has no raw messages",
		"--repeater-port 1":                            "--repeater-port:",
		"--device-websocket-server --device-websocket-server-port 70000 --port 0": "--device-websocket-server-port 70000: a port is a number from 0 to 65535",
	} {
		var stdout, stderr strings.Builder
		assert.Equal(t, 1, run(t.Context(), append([]string{"serve"}, strings.Fields(args)...), &stdout, &stderr), args)
		assert.Contains(t, stderr.String(), want)
		assert.Empty(t, stdout.String())
	}
}

func TestServeTellsItsVersionAsTheOfficialServerDoes(t *testing.T) {
	for _, name := range []string{"--version", "--server-version"} {
		var out strings.Builder
		assert.Zero(t, run(t.Context(), []string{"serve", name}, &out, &out))
		assert.Contains(t, out.String(), "protocol versions 0 to 4.0")
	}
}

func TestHelpListsOurNamesOnly(t *testing.T) {
	var out strings.Builder
	assert.Zero(t, run(t.Context(), []string{"serve", "--help"}, &out, &out))
	assert.Contains(t, out.String(), "-bluetooth\n")
	assert.Contains(t, out.String(), "(default 54817)")
	assert.NotContains(t, out.String(), "-use-bluetooth-le")
}

func TestDocumentListsTheOptionsOfTheOfficialServer(t *testing.T) {
	document, err := os.ReadFile("../../docs/native.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(document), "| option of intiface-engine | here |")
	require.True(t, found)
	var documented []string
	for row := range strings.Lines(table) {
		if cells := strings.Split(row, "|"); len(cells) > 2 {
			for _, name := range regexp.MustCompile("`--([a-z0-9-]+)`").FindAllStringSubmatch(cells[1], -1) {
				documented = append(documented, name[1])
			}
		}
	}
	flags := flag.NewFlagSet("", flag.ContinueOnError)
	for _, ours := range otherNames {
		flags.Bool(ours, false, "ours")
	}
	(&engineFlags{}).define(flags, new(string))
	known := []string{"server-name", "max-ping-time", "device-websocket-server-port"} // they have the same name
	flags.VisitAll(func(f *flag.Flag) {
		if f.Usage == hidden {
			known = append(known, f.Name)
		}
	})
	assert.ElementsMatch(t, known, documented)
}

// bluez is a scripted BlueZ on what the program takes for the system bus.
func bluez(t *testing.T) *fakebluez.BlueZ {
	t.Helper()
	bus, err := fakebluez.StartBus(fakebluez.Open)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
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

const vibrateFrame = `[{"OutputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5}}}}]`

// The real program stops Bluetooth toys, and disconnects them, when it is ended.
func TestSignalStopsBluetoothToys(t *testing.T) {
	b := bluez(t)
	hush := b.Add(fakebluez.Lovense("LVS-Z001", "00:00:5E:00:53:01", "Z:11:0082059AD3BD;"))
	program := exec.CommandContext(t.Context(), os.Args[0], "serve", "--port", "0", "--bluetooth")
	program.Env = append(os.Environ(), asProgram+"=1")
	stdout, err := program.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, program.Start())
	r := &running{}
	r.readAddresses(t, stdout, false)
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

// A self-made device connects by WebSocket and is driven.
func TestServeDrivesADeviceThatConnects(t *testing.T) {
	config := filepath.Join(t.TempDir(), "user.json")
	require.NoError(t, os.WriteFile(config, []byte(`{"version":{"major":4,"minor":0},"user_configs":{"protocols":{"lovense":{
		"communication":[{"websocket":{"name":"My toy"}}]}}}}`), 0o600))
	stdout, w, err := os.Pipe()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	status := make(chan int, 1)
	var stderr lockedBuffer
	go func() {
		status <- run(ctx, strings.Fields("serve --port 0 --device-websocket-server --device-websocket-server-port 0 --user-device-config "+config), w, &stderr)
		w.Close()
	}()
	r := &running{}
	r.readDevices(t, stdout)
	ws, wait := talk(t, r.socket, helloFrame, nil) // it does not scan
	wait(`"ServerInfo"`)                           // devices of before would not be told
	toy, tell := talk(t, r.devices, `{"identifier":"My toy","address":"mine","version":0}`, nil)
	tell("DeviceType;")
	require.NoError(t, toy.Write(t.Context(), websocket.MessageText, []byte("Z:11:0082059AD3BD;")))
	assert.Contains(t, wait(`"DeviceList"`), `"DeviceName":"Lovense Hush"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(vibrateFrame)))
	wait(`"Ok":{"Id":4}`)
	tell("Vibrate:5;")
	cancel()
	tell("Vibrate:0;")
	require.NoError(t, ws.CloseNow()) // or the program waits for the client
	for err = nil; err == nil; {      // stops may be written again
		_, _, err = toy.Read(t.Context())
	}
	assert.Equal(t, websocket.StatusNormalClosure, websocket.CloseStatus(err))
	assert.Zero(t, <-status, stderr.String())
}
