package lab

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// types are the media types of what a site holds; they don't depend on the machine's
// own tables.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
	".js": "text/javascript", ".mjs": "text/javascript", ".ts": "text/plain; charset=utf-8",
	".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
}

// Site serves folders on a port of its own until the test ends: the keys are URL paths
// that end in a slash, the values folders. It returns its address without a final slash.
func Site(t testing.TB, mounts map[string]string) string {
	mux := http.NewServeMux()
	for path, folder := range mounts {
		mux.Handle(path, http.StripPrefix(path, http.FileServer(http.Dir(folder))))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" { // browsers ask for it by themselves
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if t, ok := types[filepath.Ext(r.URL.Path)]; ok {
			w.Header().Set("Content-Type", t)
		}
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL
}
