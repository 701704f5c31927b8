//go:build !js

package conformance

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Over WebSocket as well; the scenarios that take long are left to TestOwnClient.
func TestSelf(t *testing.T) {
	var passed []string
	names := []string{"core_protocol", "ping_timeout", "reconnection", "handshake_error", "close_while_pending"}
	require.NoError(t, Self(t.Context(), names, Options{Result: func(r Result) {
		if r.Passed {
			passed = append(passed, r.Scenario)
		}
	}}))
	assert.Equal(t, names, passed)

	assert.ErrorIs(t, Self(t.Context(), []string{"core_protocol", "nonsense"}, Options{}), ErrUnknownScenario)
}

func TestHTTP(t *testing.T) {
	h := New(Options{})
	server := httptest.NewServer(h)
	defer server.Close()
	defer h.Close()
	status := func(r *http.Response, err error) int {
		require.NoError(t, err)
		require.NoError(t, r.Body.Close())
		assert.Equal(t, "*", r.Header.Get("Access-Control-Allow-Origin"))
		return r.StatusCode
	}
	post := func(path, body string) int {
		return status(http.Post(server.URL+path, "text/plain", strings.NewReader(body)))
	}
	assert.Equal(t, http.StatusMethodNotAllowed, status(http.Get(server.URL+"/core_protocol")))
	assert.Equal(t, http.StatusConflict, post("/core_protocol", "done"))
	assert.Equal(t, http.StatusNotFound, post("/nonsense", "done"))
	assert.Equal(t, http.StatusConflict, post("/core_protocol", strings.Repeat("x", maxReport+1)))

	dial := func(path string) (*websocket.Conn, error) {
		ws, response, err := websocket.Dial(t.Context(), strings.Replace(server.URL, "http", "ws", 1)+path,
			&websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://example.com"}}})
		if err != nil && response != nil {
			assert.GreaterOrEqual(t, response.StatusCode, http.StatusNotFound)
		}
		return ws, err
	}
	_, err := dial("/nonsense")
	require.Error(t, err)
	ws, err := dial("/core_protocol?observe")
	require.NoError(t, err, "pages of any origin may connect")
	_, err = dial("/core_protocol")
	require.Error(t, err, "one client at a time")
	assert.Equal(t, http.StatusNoContent, post("/core_protocol", "connected"))
	require.NoError(t, ws.Write(t.Context(), websocket.MessageBinary, []byte("x")))
	_, _, err = ws.Read(t.Context())
	assert.Equal(t, websocket.StatusNormalClosure, websocket.CloseStatus(err))
}
