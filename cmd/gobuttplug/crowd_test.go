//go:build !js

package main

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Connections that never send a request make room for others.
func TestSilentSocketsMakeRoom(t *testing.T) {
	r := startServe(t)
	at := strings.TrimPrefix(r.socket, "ws://")
	var silent []net.Conn
	for range minWaiting + 20 {
		conn, err := net.Dial("tcp", at)
		require.NoError(t, err)
		defer conn.Close()
		silent = append(silent, conn)
	}
	for i, conn := range silent[:20] {
		_, err := io.ReadAll(conn) // a connection that stays open would hang the test
		assert.NoError(t, err, i)
	}
	_, wait := talk(t, r.socket, helloFrame, nil)
	wait("ServerInfo")
}
