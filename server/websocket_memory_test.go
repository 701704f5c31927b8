//go:build !js

package server

import (
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// heap is what the Go heap takes, in megabytes; fresh: what of it is in use.
func heap(fresh bool) float64 {
	var m runtime.MemStats
	if fresh {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	if fresh {
		return float64(m.HeapAlloc) / (1 << 20)
	}
	return float64(m.HeapInuse) / (1 << 20)
}

// Clients that ask for lists without end and read nothing take little memory, and that for
// as long as they are there.
func TestMemoryOfClientsThatDoNotRead(t *testing.T) {
	const clients = 120
	b := newWSBenchOn(t, Options{}, HandlerOptions{WriteTimeout: time.Hour, IdleTimeout: time.Hour}, 8<<10)
	first := b.greeted()
	first.send(`[{"StartScanning":{"Id":2}}]`)
	for first.receive() != `[{"ScanningFinished":{"Id":0}}]` {
	}
	before := heap(true)

	ask := textFrame("[" + strings.Repeat(`{"RequestDeviceList":{"Id":2}},`, 1022) + `{"RequestDeviceList":{"Id":2}}]`)
	var all []net.Conn
	for range clients {
		conn := b.raw()
		all = append(all, conn)
		go func() {
			_, err := conn.Write(textFrame(hello))
			for err == nil {
				_, err = conn.Write(ask)
			}
		}()
	}
	peak := 0.0
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
	require.Eventually(t, func() bool {
		peak = max(peak, heap(false))
		stuck, _ := waiting()
		return stuck == clients
	}, time.Minute, 50*time.Millisecond)
	_, kept := waiting()
	t.Logf("%.1f MB before, at most %.1f MB; %.1f MB of them in use for %d bytes that wait", before, peak, heap(true), kept)
	assert.Less(t, peak-before, 64.0, "megabytes")

	other := b.greeted()
	other.send(pingFrame)
	assert.Equal(t, okFrame, other.receive(), "others are served")
	for _, conn := range all {
		require.NoError(t, conn.Close())
	}
	require.Eventually(t, func() bool { return b.srv.Clients() == 2 && heap(true) < before+8 },
		time.Minute, 50*time.Millisecond, "it is not given back")
	_, kept = waiting()
	assert.Zero(t, kept)
}
