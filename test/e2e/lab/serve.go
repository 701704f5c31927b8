package lab

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a running `gobuttplug serve`.
type Server struct {
	Address string // "ws://127.0.0.1:40123"
	Page    string // "http://127.0.0.1:40124"; "" when it serves none
	t       testing.TB
	cmd     *exec.Cmd

	mu      sync.Mutex
	output  strings.Builder
	changed chan struct{} // closed when output grows
	ended   chan struct{}
}

var websocketAddress, pageAddress = regexp.MustCompile(`wss?://[0-9.:\[\]a-z]+`), regexp.MustCompile(`https?://[0-9.:\[\]a-z]+`)

// Serve starts `program serve` with the given flags on ports of its own, until the test
// ends. The test fails if it ends by itself or its race detector reports something.
func Serve(t testing.TB, program string, flags ...string) *Server {
	t.Helper()
	path, err := filepath.Abs(program)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, cmd: exec.Command(path, append([]string{"serve", "--port", "0", "--show-toys"}, flags...)...), changed: make(chan struct{}), ended: make(chan struct{})}
	s.cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0") // the race detector would wait a second
	reader, writer := io.Pipe()
	s.cmd.Stdout, s.cmd.Stderr = writer, writer
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("start the server (run `make .cache/gobuttplug` first): %v", err)
	}
	go s.read(reader)
	go func() {
		_ = s.cmd.Wait() // Stop sees how it ended
		_ = writer.Close()
		close(s.ended)
	}()
	t.Cleanup(func() {
		s.Stop()
		if strings.Contains(s.Output(), "DATA RACE") {
			t.Errorf("the server has a data race:\n%s", s.Output())
		}
	})
	s.Address = websocketAddress.FindString(s.AwaitOutput(websocketAddress))
	for _, f := range flags {
		if strings.HasPrefix(f, "--page") {
			s.Page = pageAddress.FindString(s.AwaitOutput(pageAddress))
			break
		}
	}
	return s
}

// Port is that of Address.
func (s *Server) Port() string { return s.Address[strings.LastIndex(s.Address, ":")+1:] }

// AwaitOutput waits until what the server has printed matches, and returns all of it.
func (s *Server) AwaitOutput(pattern *regexp.Regexp) string {
	s.t.Helper()
	deadline := time.After(Timeout)
	for {
		s.mu.Lock()
		output, changed := s.output.String(), s.changed
		s.mu.Unlock()
		if pattern.MatchString(output) {
			return output
		}
		select {
		case <-changed:
		case <-s.ended:
			s.t.Fatalf("the server ended; it printed:\n%s", s.Output())
		case <-deadline:
			s.t.Fatalf("the server never printed %v; it printed:\n%s", pattern, output)
		}
	}
}

// Output is what the server has printed so far.
func (s *Server) Output() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

// Stop asks the server to end, as Ctrl-C does, and waits until it has.
func (s *Server) Stop() {
	s.t.Helper()
	_ = s.cmd.Process.Signal(os.Interrupt) // it may have ended before
	select {
	case <-s.ended:
	case <-time.After(10 * time.Second):
		_ = s.cmd.Process.Kill()
		<-s.ended
		s.t.Errorf("the server did not end within 10 s of an interrupt; it printed:\n%s", s.Output())
	}
}

// Kill ends the server without warning, as a crash does.
func (s *Server) Kill() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

func (s *Server) read(from io.Reader) {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadString('\n')
		s.mu.Lock()
		s.output.WriteString(line)
		close(s.changed)
		s.changed = make(chan struct{})
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}
