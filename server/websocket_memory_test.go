//go:build !js

package server

import (
	"bufio"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const megabyte = 1 << 20

// heap is what the Go heap takes, in megabytes; fresh: what of it is in use.
func heap(fresh bool) float64 {
	var m runtime.MemStats
	if fresh {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	if fresh {
		return float64(m.HeapAlloc) / megabyte
	}
	return float64(m.HeapInuse) / megabyte
}

// raw opens a connection that is driven by hand: nobody reads it.
func (b *pipeBench) raw() net.Conn {
	b.t.Helper()
	conn, theirs := net.Pipe()
	b.t.Cleanup(func() { _ = conn.Close() })
	b.at.waiting <- theirs
	go func() { _, _ = conn.Write([]byte(upgradeRequest)) }() // what fails is seen below
	response, err := http.ReadResponse(bufio.NewReaderSize(conn, 1), nil)
	require.NoError(b.t, err)
	require.Equal(b.t, http.StatusSwitchingProtocols, response.StatusCode)
	return conn
}

// Clients that ask for lists without end and read nothing take little memory, and that for
// as long as they are there.
func TestMemoryOfClientsThatDoNotRead(t *testing.T) {
	const clients, limit = 120, 64
	inPipeBubble(t, HandlerOptions{WriteTimeout: time.Hour, IdleTimeout: time.Hour}, func(t *testing.T, b *pipeBench) {
		b.vibrating()
		waiting := func() (clients, bytes int) {
			b.web.queues.mu.Lock()
			defer b.web.queues.mu.Unlock()
			for q := range b.web.queues.all {
				if q.size > queueRoom {
					clients++
				}
			}
			return clients, b.web.queues.used
		}
		before := heap(true)
		// How much garbage piles up is the collector's affair, and depends on how busy the
		// machine is. With a limit, as the program sets one, it stays within it if it can.
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(int64(before+limit/2) * megabyte))

		ask := textFrame("[" + strings.Repeat(`{"RequestDeviceList":{"Id":2}},`, 1022) + `{"RequestDeviceList":{"Id":2}}]`)
		var all []net.Conn
		peak := 0.0
		for range clients {
			conn := b.raw()
			all = append(all, conn)
			go func() {
				_, err := conn.Write(textFrame(hello))
				for err == nil {
					_, err = conn.Write(ask)
				}
			}()
			synctest.Wait() // nothing more of it is read
			peak = max(peak, heap(false))
		}
		stuck, kept := waiting()
		assert.Equal(t, clients, stuck)
		assert.LessOrEqual(t, kept, allQueuesLimit)
		inUse := heap(true)
		t.Logf("%.1f MB before, at most %.1f MB; %.1f MB of them in use for %d bytes that wait", before, peak, inUse, kept)
		assert.Less(t, peak-before, float64(limit), "megabytes")

		other := b.dial()
		other.send(hello + pingFrame)
		assert.Contains(t, <-other.frames, "ServerInfo")
		for _, conn := range all {
			require.NoError(t, conn.Close())
		}
		synctest.Wait()
		assert.Equal(t, 2, b.srv.Clients())
		_, kept = waiting()
		assert.Zero(t, kept)
		assert.Less(t, heap(true), before+8, "it is given back")
	})
}
