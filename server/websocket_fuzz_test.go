//go:build !js

package server

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// FuzzSocket: whatever bytes follow the request for a WebSocket, the server does not panic,
// ends the connection when its client is gone, and serves others.
func FuzzSocket(f *testing.F) {
	frame := func(first byte, payload string) string {
		return string([]byte{first, 0x80 | byte(len(payload)), 0, 0, 0, 0}) + payload
	}
	for _, bytes := range []string{
		"", string(textFrame(hello)), string(textFrame(hello)) + frame(0x81, pingFrame) + frame(0x82, pingFrame),
		frame(0x01, `[{"Pi`) + frame(0x80, `ng":{"Id":2}}]`),        // in two fragments
		frame(0x89, "ping") + frame(0x8A, "pong") + frame(0x88, ""), // control frames
		frame(0x88, "\x03\xE8bye"), frame(0x88, "\x00\x00"), frame(0xC1, "x"), frame(0x83, "x"), frame(0x80, "x"),
		"\x81\x05plain", "\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x00\x00\x00\x00", "\x81\xFE", "GET / HTTP/1.1\r\n\r\n",
	} {
		f.Add([]byte(bytes))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		inPipeBubble(t, HandlerOptions{}, func(t *testing.T, b *pipeBench) {
			mine, theirs := net.Pipe()
			b.at.waiting <- theirs
			drained := make(chan struct{})
			go func() { defer close(drained); _, _ = io.Copy(io.Discard, mine) }()
			_, err := io.WriteString(mine, upgradeRequest)
			require.NoError(t, err)
			_ = mine.SetWriteDeadline(time.Now().Add(time.Minute)) // the server may have hung up
			_, _ = mine.Write(data)
			synctest.Wait()
			require.NoError(t, mine.Close())
			<-drained
			b.ended.Wait()
			c := b.dial()
			c.send(hello)
			require.Contains(t, <-c.frames, "ServerInfo")
		})
	})
}

// FuzzOrigin: without a list of origins, no page gets in but one from this machine or from
// the very address, in numbers, that it connects to.
func FuzzOrigin(f *testing.F) {
	for _, origin := range []string{
		"", "null", "http://127.0.0.1:12345", "http://localhost:12345", "http://evil.example:12345", "file://", "http://[::1]:12345",
		"http://127.0.0.1.evil.example:12345", "http://evil.example#127.0.0.1:12345", "http://localhost@evil.example:12345", "http://%zz",
	} {
		for _, host := range []string{"127.0.0.1:12345", "localhost:12345", "evil.example:12345", "[::1]:12345", "192.168.1.2", ""} {
			f.Add(origin, host)
		}
	}
	f.Fuzz(func(t *testing.T, origin, host string) {
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/", nil)
		r.Host = host
		r.Header["Origin"] = []string{origin}
		if !(&handler{}).allows(r) {
			return
		}
		page, err := url.Parse(origin)
		require.NoError(t, err)
		name := strings.ToLower(strings.TrimSuffix(page.Hostname(), "."))
		if name == "localhost" || strings.HasSuffix(name, ".localhost") {
			return
		}
		from, err := netip.ParseAddr(page.Hostname())
		require.NoError(t, err, "a name that anybody may point here: %q", origin)
		if !from.Unmap().IsLoopback() {
			require.Contains(t, host, page.Hostname())
		}
	})
}
