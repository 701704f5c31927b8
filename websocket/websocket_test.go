package websocket

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/client"
)

func TestAddressWithoutScheme(t *testing.T) {
	for _, address := range []string{
		"", "127.0.0.1:12345", "localhost:12345", "http://127.0.0.1:12345", "wsx://127.0.0.1", "ws:/127.0.0.1", " ws://127.0.0.1",
		"javascript:alert(1)",
	} {
		_, err := New(address).Connect(t.Context())
		require.ErrorIs(t, err, ErrAddress, address)
		var failure *Error
		require.ErrorAs(t, err, &failure)
		assert.Equal(t, address, failure.Address)
		assert.ErrorContains(t, err, "ws:// or wss://")
	}
}

func TestClientGetsConnectorError(t *testing.T) {
	err := client.New("Test").Connect(t.Context(), New("nonsense"))
	var connector *client.ConnectorError
	require.ErrorAs(t, err, &connector)
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
	err := &Error{Address: "wss://example.com", Kind: ErrSecurity, Detail: "more", Err: cause}
	require.EqualError(t, err, `"wss://example.com": the connection is not secure: more: tls: bad certificate`)
	require.ErrorIs(t, err, ErrSecurity)
	require.ErrorIs(t, err, cause)
	require.ErrorIs(t, &Error{Kind: context.Canceled}, context.Canceled)
}
