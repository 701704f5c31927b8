package lab

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"testing"
)

// types are the media types of what a site holds; they don't depend on the machine's
// own tables.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
	".js": "text/javascript", ".mjs": "text/javascript", ".ts": "text/plain; charset=utf-8",
	".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
}

// Site is a web server for a test.
type Site struct {
	Mounts  map[string]string       // URL paths that end in a slash to folders
	Pages   map[string]string       // URL paths to the text of HTML pages
	Headers map[string]string       // of every answer
	Instead map[string]http.Handler // URL paths to what answers in place of the file
}

// With is the site with headers.
func (s Site) With(headers map[string]string) Site {
	s.Headers = headers
	return s
}

// Serve serves the site on a port of its own until the test ends. It returns its address,
// without a final slash.
func (s Site) Serve(t testing.TB) string {
	mux := http.NewServeMux()
	for mount, folder := range s.Mounts {
		mux.Handle(mount, http.StripPrefix(mount, http.FileServer(http.Dir(folder))))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		for name, value := range s.Headers {
			w.Header().Set(name, value)
		}
		if kind, ok := types[path.Ext(r.URL.Path)]; ok {
			w.Header().Set("Content-Type", kind)
		}
		switch page, isPage := s.Pages[r.URL.Path]; {
		case r.URL.Path == "/favicon.ico": // browsers ask for it by themselves
			w.WriteHeader(http.StatusNoContent)
		case s.Instead[r.URL.Path] != nil:
			s.Instead[r.URL.Path].ServeHTTP(w, r)
		case isPage:
			w.Header().Set("Content-Type", types[".html"])
			_, _ = io.WriteString(w, page) // the browser may have gone
		default:
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL
}
