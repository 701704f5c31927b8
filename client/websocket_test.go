package client

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAddressWithoutScheme(t *testing.T) {
	for _, address := range []string{
		"", "127.0.0.1:12345", "localhost:12345", "http://127.0.0.1:12345", "wsx://127.0.0.1", "ws:/127.0.0.1", " ws://127.0.0.1",
		"javascript:alert(1)",
	} {
		_, err := WebSocket{Address: address}.Connect(t.Context(), ignore)
		require.ErrorIs(t, err, ErrAddress, address)
		var failure *WebSocketError
		require.ErrorAs(t, err, &failure)
		assert.Equal(t, address, failure.Address)
		assert.ErrorContains(t, err, "ws:// or wss://")
	}
}

func TestClientGetsConnectorError(t *testing.T) {
	err := New(Options{Name: "Test"}).Connect(t.Context(), WebSocket{Address: "nonsense"})
	require.ErrorIs(t, err, ConnectorError)
	require.ErrorIs(t, err, ErrAddress)
}

func TestLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost": true, "toys.localhost": true, "127.0.0.1": true, "127.1.2.3": true, "[::1]": true,
		"": false, "example.com": false, "192.168.0.1": false, "localhost.example.com": false, "[::2]": false,
	} {
		assert.Equal(t, want, isLoopback(host), host)
	}
}

func TestErrorText(t *testing.T) {
	cause := errors.New("tls: bad certificate")
	err := &WebSocketError{Address: "wss://example.com", Kind: ErrInsecure, Detail: "more", Err: cause}
	require.EqualError(t, err, `"wss://example.com": the connection is not secure: more: tls: bad certificate`)
	require.ErrorIs(t, err, ErrInsecure)
	require.ErrorIs(t, err, cause)
	require.ErrorIs(t, &WebSocketError{Kind: context.Canceled}, context.Canceled)
}
