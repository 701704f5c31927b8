//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/figures"
)

// The program tells how many goroutines it has when it is asked.
func init() {
	if os.Getenv(asProgram) == "" {
		return
	}
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	go func() {
		for range asked {
			fmt.Fprintf(os.Stderr, "goroutines %d\n", runtime.NumGoroutine()-1)
		}
	}()
}

// size is how much a soak does. The short one is for every run of the tests, the long one,
// with SOAK=1 and without the race detector, for figures.
type size struct {
	long                      bool
	clients                   int
	lasts                     time.Duration // of what goes on for a time
	connects, halfOpen, flood int
}

var (
	short = size{clients: 30, lasts: 500 * time.Millisecond, connects: 200, halfOpen: 350, flood: 4}
	long  = size{long: true, clients: 500, lasts: 30 * time.Second, connects: 10_000, halfOpen: 2000, flood: 20}
)

// TestSoak puts the program under every load that a server on a desk may meet, and looks
// that memory stays bounded, that nothing is left behind and that others are served. With
// SOAK=1 it writes its figures to docs/reliability.md.
func TestSoak(t *testing.T) {
	n := short
	if os.Getenv("SOAK") != "" {
		n = long
	}
	s := startSoak(t, n)
	s.phase("nobody else", func() { time.Sleep(n.lasts / 10) })
	s.phase(fmt.Sprintf("%d clients, 10 commands/s each, for %v", n.clients, n.lasts), s.manyClients)
	s.phase(fmt.Sprintf("%d connects and disconnects, half of them during the handshake", n.connects), s.connects)
	s.phase(fmt.Sprintf("%d sockets without a request, %d without a handshake", n.halfOpen, n.halfOpen), s.halfOpen)
	s.phase(fmt.Sprintf("%d clients that flood it with malformed frames for %v", n.flood, n.lasts), s.floods)
	s.phase("120 clients that ask for 1023 device lists a frame and read nothing", s.lists)
	s.end()
	if n.long {
		s.write()
	}
}

type soak struct {
	size
	t       *testing.T
	program *exec.Cmd
	running
	counts chan int // goroutines, as told
	base   holdings
	rows   []string
}

// holdings are what the program has.
type holdings struct {
	goroutines, descriptors int
	memory                  float64 // resident, MB
}

func startSoak(t *testing.T, n size) *soak {
	s := &soak{size: n, t: t, counts: make(chan int, 1)}
	program, stdout := asCommand(t, "serve", "--port", "0", "--max-clients", "1000")
	s.program = program
	stderr, err := s.program.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, s.program.Start())
	s.readAddresses(t, stdout, false)
	go func() {
		for lines := bufio.NewScanner(stderr); lines.Scan(); {
			if count, found := strings.CutPrefix(lines.Text(), "goroutines "); found {
				n, _ := strconv.Atoi(count)
				s.counts <- n
			}
		}
	}()
	_, wait := talk(t, s.socket, helloFrame+`[{"StartScanning":{"Id":2}}]`, nil)
	wait("ScanningFinished") // so that there are toys
	s.base = s.holdings()
	return s
}

func (s *soak) holdings() holdings {
	s.t.Helper()
	require.NoError(s.t, s.program.Process.Signal(syscall.SIGUSR1))
	u := holdings{memory: s.memory()}
	select {
	case u.goroutines = <-s.counts:
	case <-time.After(20 * time.Second):
		require.Fail(s.t, "the program does not answer")
	}
	open, err := os.ReadDir(s.proc("fd"))
	require.NoError(s.t, err)
	u.descriptors = len(open)
	return u
}

func (s *soak) proc(name string) string {
	return filepath.Join("/proc", strconv.Itoa(s.program.Process.Pid), name)
}

// memory is what the program has in memory, in MB.
func (s *soak) memory() float64 {
	text, err := os.ReadFile(s.proc("status"))
	require.NoError(s.t, err)
	_, rest, _ := strings.Cut(string(text), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	require.NoError(s.t, err)
	return float64(kilobytes) / 1024
}

// phase runs a load, with a client beside it whose commands are timed, and looks what it
// leaves behind.
func (s *soak) phase(name string, load func()) {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	var beside sync.WaitGroup
	var took []time.Duration
	peak := 0.0
	beside.Go(func() { took = s.witness(ctx) })
	beside.Go(func() {
		for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
			peak = max(peak, s.memory())
		}
	})
	load()
	stop()
	beside.Wait()
	if len(took) == 0 {
		assert.Fail(s.t, "nobody else was served", name)
		return
	}
	var left holdings
	assert.Eventually(s.t, func() bool {
		left = s.holdings()
		return left.goroutines <= s.base.goroutines && left.descriptors <= s.base.descriptors
	}, 20*time.Second, 50*time.Millisecond, "%s: it has %+v, and had %+v before", name, left, s.base)
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	row := fmt.Sprintf("| %s | %d | %.1f ms | %.1f ms | %.0f MB | %+d, %+d |", name, len(took), inMilliseconds(p50), inMilliseconds(p99), peak,
		left.goroutines-s.base.goroutines, left.descriptors-s.base.descriptors)
	s.t.Log(row)
	s.rows = append(s.rows, row)
	if s.long {
		assert.Less(s.t, p99, time.Second, name)
		assert.Less(s.t, peak, 80.0, "%s: megabytes", name)
	}
}

func inMilliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// witness sends commands until ctx ends, and tells how long each took to be answered.
func (s *soak) witness(ctx context.Context) (took []time.Duration) {
	ws := s.greeted()
	defer ws.CloseNow()
	for ; ctx.Err() == nil || len(took) == 0; time.Sleep(10 * time.Millisecond) {
		begin := time.Now()
		s.send(ws, pingFrame)
		if s.until(ws, `{"Ok":{"Id":9}}`) != nil {
			assert.Fail(s.t, "the client beside the load was disconnected")
			return nil
		}
		took = append(took, time.Since(begin))
	}
	return took
}

const pingFrame = `[{"Ping":{"Id":9}}]`

func (s *soak) dial() *websocket.Conn {
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	ws, _, err := websocket.Dial(ctx, s.socket, nil)
	if !assert.NoError(s.t, err) {
		runtime.Goexit()
	}
	ws.SetReadLimit(1 << 20)
	return ws
}

func (s *soak) greeted() *websocket.Conn {
	ws := s.dial()
	s.send(ws, helloFrame)
	assert.NoError(s.t, s.until(ws, "ServerInfo"))
	return ws
}

func (s *soak) send(ws *websocket.Conn, frame string) {
	_ = ws.Write(s.t.Context(), websocket.MessageText, []byte(frame)) // the answer tells
}

// until reads until a frame has a text.
func (s *soak) until(ws *websocket.Conn, text string) error {
	ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
	defer cancel()
	for {
		_, frame, err := ws.Read(ctx)
		if err != nil || strings.Contains(string(frame), text) {
			return err
		}
	}
}

// manyClients are as many as a server may have, each with ten commands a second. All of
// them are answered.
func (s *soak) manyClients() {
	var clients sync.WaitGroup
	for i := range s.clients {
		clients.Go(func() {
			ws := s.greeted()
			defer ws.CloseNow()
			end := time.Now().Add(s.lasts)
			for n := uint64(0); time.Now().Before(end); n++ {
				s.send(ws, fmt.Sprintf(`[{"OutputCmd":{"Id":9,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":%d}}}}]`, (uint64(i)+n)%20))
				if !assert.NoError(s.t, s.until(ws, `"Id":9`)) {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
	clients.Wait()
}

func (s *soak) connects() {
	next := make(chan int)
	var clients sync.WaitGroup
	for range 16 {
		clients.Go(func() {
			for i := range next {
				switch i % 4 {
				case 0, 2:
					_ = s.greeted().CloseNow()
				case 1: // within the request
					conn := s.tcp()
					_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgr")
					_ = conn.Close()
				case 3: // before the first message
					_ = s.dial().CloseNow()
				}
			}
		})
	}
	for i := range s.size.connects {
		next <- i
	}
	close(next)
	clients.Wait()
}

func (s *soak) tcp() net.Conn {
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.socket, "ws://"))
	if !assert.NoError(s.t, err) {
		runtime.Goexit()
	}
	return conn
}

// halfOpen are connections that say nothing. Others get in all the same.
func (s *soak) halfOpen() {
	var silent []io.Closer
	for range s.size.halfOpen {
		silent = append(silent, s.tcp())
		conn := s.tcp()
		_, _ = io.WriteString(conn, upgrade)
		silent = append(silent, conn)
		if len(silent)%100 == 0 {
			_ = s.greeted().CloseNow()
		}
	}
	for _, conn := range silent {
		_ = conn.Close()
	}
}

const upgrade = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
	"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"

// floods are clients that send nonsense as fast as they can.
func (s *soak) floods() {
	var clients sync.WaitGroup
	for i := range s.flood {
		clients.Go(func() {
			ws := s.greeted()
			defer ws.CloseNow()
			ctx, cancel := context.WithTimeout(s.t.Context(), s.lasts)
			defer cancel()
			go func() { // reads what it is told
				for {
					if _, _, err := ws.Read(ctx); err != nil {
						return
					}
				}
			}()
			random := rand.New(rand.NewPCG(uint64(i), 1))
			for ctx.Err() == nil {
				kind := websocket.MessageText
				if random.IntN(5) == 0 {
					kind = websocket.MessageBinary
				}
				_ = ws.Write(ctx, kind, []byte(nonsense[random.IntN(len(nonsense))]))
			}
		})
	}
	clients.Wait()
}

var nonsense = []string{
	"", "[", "{}", "[]", "\x00", `[{"Ping":{"Id":0}}]`, `[{"Bogus":{"Id":5}}]`, `[{"Ping":{"Id":1}}]x`,
	strings.Repeat("[", 5000), "[" + strings.Repeat(`{"Nonsense":{"Id":2}},`, 900) + `{"Nonsense":{"Id":2}}]`,
	`[{"OutputCmd":{"Id":5,"DeviceIndex":4294967295,"FeatureIndex":0,"Command":{"Vibrate":{"Value":1}}}}]`,
	`[{"Ping":{"Id":5,"Extra":"` + strings.Repeat("x", 200_000) + `"}}]`,
}

// lists are clients that ask for much and read nothing.
func (s *soak) lists() {
	frame := "[" + strings.Repeat(`{"RequestDeviceList":{"Id":2}},`, 1022) + `{"RequestDeviceList":{"Id":2}}]`
	var clients sync.WaitGroup
	for range 120 {
		clients.Go(func() {
			conn := s.tcp()
			defer conn.Close()
			_ = conn.(*net.TCPConn).SetReadBuffer(16 << 10)
			_, err := io.WriteString(conn, upgrade+text(helloFrame))
			_ = conn.SetWriteDeadline(time.Now().Add(s.lasts / 5))
			for err == nil {
				_, err = io.WriteString(conn, text(frame))
			}
			assert.True(s.t, errors.Is(err, os.ErrDeadlineExceeded) || s.long, "a client that does not read is not given up at once: %v", err)
		})
	}
	clients.Wait()
}

// text is a masked WebSocket text frame (the mask is 0).
func text(text string) string {
	return string([]byte{0x81, 0x80 | 126, byte(len(text) >> 8), byte(len(text)), 0, 0, 0, 0}) + text
}

// end ends the program, which has clients that do not read.
func (s *soak) end() {
	for range 20 {
		conn := s.tcp()
		defer conn.Close()
		_, err := io.WriteString(conn, upgrade+text(helloFrame)+text(`[{"RequestDeviceList":{"Id":2}}]`))
		require.NoError(s.t, err)
	}
	begin := time.Now()
	require.NoError(s.t, s.program.Process.Signal(syscall.SIGTERM))
	require.NoError(s.t, s.program.Wait())
	took := time.Since(begin)
	s.rows = append(s.rows, fmt.Sprintf("| SIGTERM, 20 clients that read nothing: the program ends after %.0f ms | | | | | |", inMilliseconds(took)))
	if s.long {
		assert.Less(s.t, took, 2*time.Second)
	}
}

// write puts the figures into docs/reliability.md.
func (s *soak) write() {
	table := "| load | commands beside it | half of them answered within | 99 of 100 within | most memory | left behind |\n" +
		"|---|---|---|---|---|---|\n" + strings.Join(s.rows, "\n")
	require.NoError(s.t, figures.Write("../../docs/reliability.md", "make soak", figures.Taken()+".\n\n"+table))
}
