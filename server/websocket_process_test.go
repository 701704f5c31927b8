//go:build unix

package server

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asClient makes the test binary be a client of the server at this address.
const asClient = "GOBUTTPLUG_TEST_AS_CLIENT"

// A process that is stopped keeps its connection, and its system answers for it; it is
// given up all the same. TestFrozenClientIsStoppedInTime measures when.
func TestStoppedProcessIsGivenUp(t *testing.T) {
	if address := os.Getenv(asClient); address != "" {
		beClient(t, address)
		return
	}
	b := newWSBench(t, Options{}, HandlerOptions{IdleTimeout: 500 * time.Millisecond})
	client := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^"+t.Name()+"$")
	client.Env = append(os.Environ(), asClient+"="+b.url())
	stdout, err := client.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, client.Start())
	defer func() {
		assert.NoError(t, client.Process.Kill())
		_ = client.Wait() // it was killed
	}()
	require.True(t, bufio.NewScanner(stdout).Scan())
	level := func() int32 { return b.toys.States()[0].Outputs[0].Value }
	require.EqualValues(t, 7, level(), "an idle client is kept")

	require.NoError(t, client.Process.Signal(syscall.SIGSTOP))
	require.Eventually(t, func() bool { return level() == 0 }, 10*time.Second, time.Millisecond)
	b.waitForLog("the client does not answer pings")
}

// beClient has a toy vibrate and then does no more than answer pings; after some it tells.
func beClient(t *testing.T, address string) {
	pings := 0
	ws, _, err := websocket.Dial(t.Context(), address, &websocket.DialOptions{
		OnPingReceived: func(context.Context, []byte) bool {
			if pings++; pings == 4 {
				_, _ = os.Stdout.WriteString("idle\n") // the test waits for it
			}
			return true
		},
	})
	require.NoError(t, err)
	send := func(frame string) { require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(frame))) }
	send(hello + `[{"StartScanning":{"Id":2}}]`)
	for {
		_, frame, err := ws.Read(t.Context())
		require.NoError(t, err)
		if strings.Contains(string(frame), "ScanningFinished") {
			send(`[{"OutputCmd":{"Id":3,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":7}}}}]`)
		}
	}
}
