//go:build !js

package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// asProgram makes the test binary be the program itself.
const asProgram = "GOBUTTPLUG_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// asCommand is the program with arguments, to be started, and where its output can be read.
func asCommand(t *testing.T, args ...string) (program *exec.Cmd, stdout io.Reader) {
	t.Helper()
	program = exec.CommandContext(t.Context(), os.Args[0], args...)
	program.Env = append(os.Environ(), asProgram+"=1")
	stdout, err := program.StdoutPipe()
	require.NoError(t, err)
	return program, stdout
}

// started starts the program itself as the serve command with flags beside a free port.
func started(t *testing.T, flags ...string) (*exec.Cmd, *running) {
	t.Helper()
	program, stdout := asCommand(t, append([]string{"serve", "--port", "0"}, flags...)...)
	require.NoError(t, program.Start())
	r := &running{}
	r.readAddresses(t, stdout, false)
	return program, r
}

// running is the serve command at work.
type running struct {
	socket, page, devices string // addresses
	stop                  func() int
}

// lockedBuffer is a buffer that goroutines may share.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// startServe runs the command on free ports until the test ends.
func startServe(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stdout, w := io.Pipe()
	status := make(chan int, 1)
	var stderr lockedBuffer
	go func() {
		status <- run(ctx, append([]string{"serve", "--port", "0", "--page-port", "0"}, args...), w, &stderr)
		w.Close()
	}()
	r := &running{stop: sync.OnceValue(func() int { cancel(); return <-status })}
	t.Cleanup(func() { assert.Zero(t, r.stop(), stderr.String()) })
	r.readAddresses(t, stdout, len(args) > 0 && strings.Contains(strings.Join(args, " "), "--page "))
	return r
}

func (r *running) readAddresses(t *testing.T, stdout io.Reader, withPage bool) {
	t.Helper()
	lines := bufio.NewScanner(stdout)
	r.socket = readAddress(t, lines, "Buttplug server: ")
	if withPage {
		r.page = readAddress(t, lines, "Page:            ")
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
}

// readDevices is readAddresses for a program that devices connect to.
func (r *running) readDevices(t *testing.T, stdout io.Reader) {
	t.Helper()
	lines := bufio.NewScanner(stdout)
	r.socket = readAddress(t, lines, "Buttplug server: ")
	r.devices = readAddress(t, lines, "Devices:         ")
}

func readAddress(t *testing.T, lines *bufio.Scanner, label string) string {
	t.Helper()
	require.True(t, lines.Scan())
	address, found := strings.CutPrefix(lines.Text(), label)
	require.True(t, found, lines.Text())
	return address
}

// talk connects and sends a frame; the function returned waits for a frame with a text.
func talk(t *testing.T, address, frame string, header http.Header) (*websocket.Conn, func(text string) string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	ws, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPHeader: header})
	require.NoError(t, err)
	t.Cleanup(func() { _ = ws.CloseNow() })
	require.NoError(t, ws.Write(ctx, websocket.MessageText, []byte(frame)))
	return ws, func(text string) string {
		t.Helper()
		for {
			_, frame, err := ws.Read(ctx)
			require.NoError(t, err, "waiting for %s", text)
			if strings.Contains(string(frame), text) {
				return string(frame)
			}
		}
	}
}

const helloFrame = `[{"RequestServerInfo":{"Id":1,"ClientName":"Test","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`

func TestServeDrivesASimulatedToy(t *testing.T) {
	r := startServe(t, "--server-name", "The Server")
	assert.Regexp(t, `^ws://127\.0\.0\.1:\d+$`, r.socket)
	ws, wait := talk(t, r.socket, helloFrame+`[{"StartScanning":{"Id":2}}]`, nil)
	assert.Contains(t, wait(`"ServerInfo"`), `"ServerName":"The Server","MaxPingTime":0`)
	wait(`"Ok":{"Id":2}`)
	wait(`"ScanningFinished"`)
	require.NoError(t, ws.Write(t.Context(), websocket.MessageText, []byte(
		`[{"RequestDeviceList":{"Id":3}},{"OutputCmd":{"Id":4,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":5}}}},`+
			`{"InputCmd":{"Id":5,"DeviceIndex":0,"FeatureIndex":1,"Type":"Battery","Command":"Read"}}]`)))
	assert.Contains(t, wait(`"DeviceList":{"Id":3`), `"DeviceName":"Simulated Vibrator"`)
	wait(`"Ok":{"Id":4}`)
	wait(`"InputReading":{"Id":5`)

	end := make(chan error, 1)
	go func() { _, _, err := ws.Read(t.Context()); end <- err }()
	assert.Zero(t, r.stop())
	assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(<-end), "the end is told")
}

func TestServeOldClient(t *testing.T) {
	r := startServe(t)
	_, wait := talk(t, r.socket, `[{"RequestServerInfo":{"Id":1,"ClientName":"Test","MessageVersion":1}}][{"StartScanning":{"Id":2}}]`, nil)
	wait(`"MessageVersion":1`)
	wait(`"DeviceAdded"`)
}

func TestServeWithoutToys(t *testing.T) {
	r := startServe(t, "--simulated=false", "--max-ping-time", "1m")
	_, wait := talk(t, r.socket, helloFrame+`[{"StartScanning":{"Id":2}}]`, nil)
	wait(`"MaxPingTime":60000`)
	assert.Contains(t, wait(`"Error":{"Id":2`), "no means to look for devices")
}

func TestServeOrigins(t *testing.T) {
	r := startServe(t, "--page", site(t), "--allow-origin", "https://one.example", "--allow-origin", "https://two.example")
	pageOrigin := strings.TrimSuffix(r.page, "/")
	for origin, want := range map[string]bool{
		"https://one.example": true, "https://two.example": true, "https://evil.example": false,
		pageOrigin: true, strings.Replace(pageOrigin, "127.0.0.1", "localhost", 1): true,
		"http://127.0.0.1:1": false,
	} {
		ws, _, err := websocket.Dial(t.Context(), r.socket, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {origin}}})
		assert.Equal(t, want, err == nil, origin)
		if err == nil {
			_ = ws.CloseNow()
		}
	}
}

func TestServePortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	for _, tt := range []struct{ name, flag, variable string }{{"server", "--port", "PORT"}, {"page", "--page-port", "PAGE_PORT"}} {
		t.Run(tt.name, func(t *testing.T) {
			args := []string{"serve", "--port", "0", "--page", site(t), "--page-port", "0", tt.flag, port}
			var stdout, stderr strings.Builder
			assert.Equal(t, 1, run(t.Context(), args, &stdout, &stderr))
			assert.Equal(t, "gobuttplug serve: port "+port+" is taken by another program; choose another port with "+tt.flag+
				", or with make run "+tt.variable+"=0 for a free one\n", stderr.String())
			assert.Empty(t, stdout.String(), "nothing is promised")
		})
	}
}

func TestWrongCommandLines(t *testing.T) {
	empty := t.TempDir()
	for _, tt := range []struct {
		args   []string
		status int
		want   string
	}{
		{nil, 2, "Usage: gobuttplug COMMAND"},
		{[]string{"dance"}, 2, `there is no command "dance"`},
		{[]string{"serve", "--nonsense"}, 2, "flag provided but not defined: -nonsense"},
		{[]string{"serve", "now"}, 2, `takes flags only, not "now"`},
		{[]string{"serve", "--port", "70000"}, 1, "--port 70000: a port is a number from 0 to 65535"},
		{[]string{"serve", "--port", "-1"}, 2, "invalid value"},
		{[]string{"serve", "--max-clients", "0"}, 1, "--max-clients 0: it must be from 1"},
		{[]string{"serve", "--max-ping-time", "-1s"}, 2, `"-1s" for flag -max-ping-time: it must be from 0 to`},
		{[]string{"serve", "--allow-origin", ""}, 2, "an origin looks like"},
		{[]string{"serve", "--host", "256.1.1.1"}, 1, "--host and --port"},
		{[]string{"serve", "--page", filepath.Join(empty, "missing")}, 1, "--page"},
		{[]string{"serve", "--page", empty}, 1, "no index.html"},
		{[]string{"version", "x"}, 2, "takes flags only"},
	} {
		t.Run(strings.Join(tt.args, " "), func(t *testing.T) {
			var stdout, stderr strings.Builder
			assert.Equal(t, tt.status, run(t.Context(), tt.args, &stdout, &stderr))
			assert.Contains(t, stderr.String(), tt.want)
			assert.Empty(t, stdout.String())
		})
	}
}

func TestAddress(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "localhost": "localhost", "": "127.0.0.1", "0.0.0.0": "127.0.0.1",
		"::": "[::1]", "::1": "[::1]", "192.168.1.2": "192.168.1.2",
	} {
		socket, err := listen("127.0.0.1", "port", 0)
		require.NoError(t, err)
		assert.Equal(t, want+":"+portOf(socket), address(host, socket), host)
		require.NoError(t, socket.Close())
	}
}

func TestHelpAndVersion(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"help", "serve "}, {"--help", "version "}, {"serve --help", "-page-port"},
		{"version", ", protocol versions 0 to 4.0, go"},
	} {
		var out strings.Builder
		assert.Zero(t, run(t.Context(), strings.Fields(tt.args), &out, &out), tt.args)
		assert.Contains(t, out.String(), tt.want, tt.args)
	}
}

// The real program ends cleanly by the signals that users and service managers send. Shells
// and npm pass on what the terminal has sent as well, so that it comes twice.
func TestSignals(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			program, r := started(t)
			ws, wait := talk(t, r.socket, helloFrame, nil)
			wait("ServerInfo")
			_, wait = talk(t, r.socket, helloFrame, nil) // it does not read, so that the end takes a moment
			wait("ServerInfo")
			sent := time.Now()
			require.NoError(t, program.Process.Signal(signal))
			_, _, err := ws.Read(t.Context())
			assert.Equal(t, websocket.StatusGoingAway, websocket.CloseStatus(err))
			if time.Since(sent) < stopTime/2 { // else this machine is too slow for a second one
				require.NoError(t, program.Process.Signal(signal))
			}
			assert.NoError(t, program.Wait())
		})
	}
}

// A launcher that has crashed reads the log no more. The toys must not be left as they are.
func TestNobodyReadsTheLog(t *testing.T) {
	log, w, err := os.Pipe()
	require.NoError(t, err)
	program, stdout := asCommand(t, "serve", "--port", "0")
	program.Stderr = w
	require.NoError(t, program.Start())
	require.NoError(t, log.Close())
	require.NoError(t, w.Close())
	r := &running{}
	r.readAddresses(t, stdout, false)
	for range 2 { // the second finds out whether the first line of the log has ended the program
		_, _, err = websocket.Dial(t.Context(), r.socket, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://evil.example"}}})
		assert.ErrorContains(t, err, "403")
	}
	_, wait := talk(t, r.socket, helloFrame, nil)
	wait("ServerInfo")
	require.NoError(t, program.Process.Signal(syscall.SIGTERM))
	assert.NoError(t, program.Wait())
}
