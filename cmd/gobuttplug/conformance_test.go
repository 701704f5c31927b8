//go:build !js

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/internal/conformance"
)

// conform runs the command and gives its exit status.
func conform(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	return run(ctx, append([]string{"conformance"}, args...), stdout, stderr)
}

func TestConformanceSelf(t *testing.T) {
	var out, errs bytes.Buffer
	require.Zero(t, conform(t.Context(), []string{"--self", "--scenario", "batch_frame", "--format", "json"}, &out, &errs), errs.String())
	var r conformance.Result
	require.NoError(t, json.Unmarshal(out.Bytes(), &r))
	assert.True(t, r.Passed)
	assert.Equal(t, "batch_frame", r.Scenario)
	assert.Empty(t, errs.String())
}

func TestConformanceList(t *testing.T) {
	var out bytes.Buffer
	require.Zero(t, conform(t.Context(), []string{"--list"}, &out, io.Discard))
	assert.Contains(t, out.String(), "core_protocol: ")
	assert.Contains(t, out.String(), "\n   3 sends StartScanning\n")
	assert.Equal(t, len(conformance.Scenarios()), strings.Count(out.String(), ": "))
}

func TestConformanceUsage(t *testing.T) {
	for _, args := range [][]string{
		{"--scenario", "nonsense"}, {"--format", "xml"}, {"--port", "70000"}, {"--timeout", "0s"}, {"core_protocol"}, {"--nonsense"},
	} {
		var errs bytes.Buffer
		assert.Equal(t, 2, conform(t.Context(), args, io.Discard, &errs), args)
		assert.NotEmpty(t, errs.String())
	}
	var errs bytes.Buffer
	assert.Zero(t, conform(t.Context(), []string{"--help"}, io.Discard, &errs))
	assert.Contains(t, errs.String(), "-scenario")
}

func TestConformancePortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	var errs bytes.Buffer
	assert.Equal(t, 1, conform(t.Context(), []string{"--port", portOf(taken)}, io.Discard, &errs))
	assert.Contains(t, errs.String(), "is taken by another program; choose another port with --port")
}

// A client finds its scenario at the address that is printed; the command ends after it.
func TestConformanceServe(t *testing.T) {
	r, w := io.Pipe()
	var out bytes.Buffer
	status := make(chan int, 1)
	go func() {
		status <- conform(t.Context(), []string{"--port", "0", "--scenario", "handshake_error"}, &out, w)
		_ = w.Close()
	}()
	address, err := bufio.NewReader(r).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, conformance.Drive(t.Context(), "handshake_error", client.WebSocket{Address: strings.TrimSpace(address)}, func(string) {}))
	require.Zero(t, <-status)
	assert.True(t, strings.HasPrefix(out.String(), "PASS handshake_error\n"), out.String())
}

func TestConformanceNobodyConnects(t *testing.T) {
	var errs bytes.Buffer
	assert.Equal(t, 1, conform(t.Context(), []string{"--port", "0", "--wait", "1ms"}, io.Discard, &errs))
	assert.Contains(t, errs.String(), "not played: core_protocol, ping_required")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Equal(t, 1, conform(ctx, []string{"--port", "0"}, io.Discard, &errs))
}
