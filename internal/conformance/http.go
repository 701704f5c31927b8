//go:build !js

package conformance

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

// maxReport bounds a request that reports observations, in bytes.
const maxReport = 64 << 10

// ServeHTTP plays the scenario that the path names to a WebSocket client, or takes
// observations by POST. Pages of any origin may connect: there is nothing behind the
// harness that they could harm.
func (h *Harness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.Trim(r.URL.Path, "/")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	switch {
	case r.Method == http.MethodPost:
		text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxReport))
		if err == nil {
			err = h.Observe(name, string(text))
		}
		reply(w, err)
	case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
		h.serveSocket(w, r, name)
	default:
		http.Error(w, "Connect with WebSocket, or report observations with POST.", http.StatusMethodNotAllowed)
	}
}

func (h *Harness) serveSocket(w http.ResponseWriter, r *http.Request, name string) {
	d, err := h.reserve(name, r.URL.Query().Has("observe"))
	if err != nil {
		reply(w, err)
		return
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		d.unlock() // Accept has replied
		return
	}
	conn := &socket{ws: ws, closed: make(chan struct{})}
	d.conns <- conn
	select {
	case <-conn.closed:
	case <-d.ended:
		conn.Close()
	}
}

// socket is a Conn over WebSocket.
type socket struct {
	ws     *websocket.Conn
	once   sync.Once
	closed chan struct{}
}

func (s *socket) Read(ctx context.Context) ([]byte, error) {
	kind, frame, err := s.ws.Read(ctx)
	if err == nil && kind != websocket.MessageText {
		return nil, ErrBinary
	}
	return frame, err
}

func (s *socket) Write(ctx context.Context, frame []byte) error {
	return s.ws.Write(ctx, websocket.MessageText, frame)
}

func (s *socket) Close() {
	s.once.Do(func() {
		_ = s.ws.Close(websocket.StatusNormalClosure, "") // however it goes, the connection is closed
		close(s.closed)
	})
}

func reply(w http.ResponseWriter, err error) {
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.Is(err, ErrUnknownScenario):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, ErrBusy), errors.Is(err, ErrClosed):
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
	default:
		http.Error(w, err.Error(), http.StatusConflict)
	}
}
