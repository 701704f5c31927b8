//go:build !js

package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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

// The error is all that is printed: a screen of flags below would hide it.
func TestFlagsThatAreWrong(t *testing.T) {
	for args, want := range map[string]string{
		"--bluetoth":           "gobuttplug serve: flag provided but not defined: -bluetoth\n",
		"--websocket-port abc": "gobuttplug serve: invalid value \"abc\" for flag -websocket-port: parse error\n",
		"--port":               "gobuttplug serve: flag needs an argument: -port\n",
	} {
		var out strings.Builder
		assert.Equal(t, 2, run(t.Context(), append([]string{"serve"}, strings.Fields(args)...), &out, &out))
		assert.Equal(t, want+"gobuttplug serve --help lists the flags.\n", out.String())
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
