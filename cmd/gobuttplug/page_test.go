//go:build !js

package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// site writes a small site to a directory of its own.
func site(t *testing.T) string {
	t.Helper()
	outside := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("secret"), 0o600))
	dir := t.TempDir()
	old := time.Now().Add(-time.Hour)
	for name, text := range map[string]string{
		"index.html": "<p>page", "app.mjs": "module", "app.mjs.br": "brotli", "app.mjs.gz": "gzip", "app.mjs.map": "{}", "app.wasm": "wasm",
		"app.wasm.gz": "gzip", "stale.js": "new", "stale.js.br": "old", "docs/index.html": "<p>docs", "empty/file.bin": "bin", ".hidden": "hidden",
		".git/config": "hidden",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		require.NoError(t, os.Chtimes(file, old, old))
	}
	old = old.Add(-time.Hour)
	require.NoError(t, os.Chtimes(filepath.Join(dir, "stale.js.br"), old, old))
	require.NoError(t, os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(dir, "link.txt")))
	return dir
}

func TestPage(t *testing.T) {
	handler, err := newPage(site(t))
	require.NoError(t, err)
	for _, tt := range []struct {
		name, method, path string
		header             [2]string
		status             int
		body, kind, coding string
	}{
		{"index", "GET", "/", [2]string{}, 200, "<p>page", "text/html; charset=utf-8", ""},
		{"index below", "GET", "/docs/", [2]string{}, 200, "<p>docs", "text/html; charset=utf-8", ""},
		{"directory", "GET", "/docs", [2]string{}, 301, "", "", ""},
		{"no listing", "GET", "/empty/", [2]string{}, 404, "", "", ""},
		{"no listing, without slash", "GET", "/empty", [2]string{}, 404, "", "", ""},
		{"module", "GET", "/app.mjs", [2]string{}, 200, "module", "text/javascript; charset=utf-8", ""},
		{"wasm", "GET", "/app.wasm", [2]string{}, 200, "wasm", "application/wasm", ""},
		{"unknown kind", "GET", "/empty/file.bin", [2]string{}, 200, "bin", "application/octet-stream", ""},
		{"brotli", "GET", "/app.mjs", [2]string{"Accept-Encoding", "gzip, deflate, BR"}, 200, "brotli", "text/javascript; charset=utf-8", "br"},
		{"gzip", "GET", "/app.mjs", [2]string{"Accept-Encoding", "br;q=0, gzip;q=0.5"}, 200, "gzip", "text/javascript; charset=utf-8", "gzip"},
		{"compressed wasm", "GET", "/app.wasm", [2]string{"Accept-Encoding", "br, gzip"}, 200, "gzip", "application/wasm", "gzip"},
		{"none", "GET", "/app.mjs", [2]string{"Accept-Encoding", "identity"}, 200, "module", "text/javascript; charset=utf-8", ""},
		{"stale neighbour", "GET", "/stale.js", [2]string{"Accept-Encoding", "br"}, 200, "new", "text/javascript; charset=utf-8", ""},
		{"range", "GET", "/app.mjs", [2]string{"Range", "bytes=0-2"}, 206, "mod", "text/javascript; charset=utf-8", ""},
		{"not modified", "GET", "/app.mjs", [2]string{"If-Modified-Since", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)}, 304, "", "", ""},
		{"head", "HEAD", "/app.mjs", [2]string{}, 200, "", "text/javascript; charset=utf-8", ""},
		{"post", "POST", "/", [2]string{}, 405, "", "", ""},
		{"missing", "GET", "/nothing.js", [2]string{}, 404, "", "", ""},
		{"hidden", "GET", "/.hidden", [2]string{}, 404, "", "", ""},
		{"hidden directory", "GET", "/.git/config", [2]string{}, 404, "", "", ""},
		{"outside", "GET", "/../secret.txt", [2]string{}, 404, "", "", ""},
		{"outside, escaped", "GET", "/%2e%2e/secret.txt", [2]string{}, 404, "", "", ""},
		{"outside, by link", "GET", "/link.txt", [2]string{}, 404, "", "", ""},
		{"absolute", "GET", "//etc/passwd", [2]string{}, 404, "", "", ""},
		{"zero byte", "GET", "/a%00b", [2]string{}, 404, "", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(tt.method, "http://127.0.0.1"+tt.path, nil)
			if tt.header[0] != "" {
				r.Header.Set(tt.header[0], tt.header[1])
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			assert.Equal(t, tt.status, w.Code)
			assert.Equal(t, tt.coding, w.Header().Get("Content-Encoding"))
			if tt.kind != "" {
				assert.Equal(t, tt.kind, w.Header().Get("Content-Type"))
			}
			if tt.body != "" {
				assert.Equal(t, tt.body, w.Body.String())
			}
			assert.NotContains(t, w.Body.String(), "secret")
			assert.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src 'self' 'wasm-unsafe-eval'")
			assert.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
		})
	}
}

// A build puts a new directory in the place of the old one, which it removes.
func TestPageWhileItIsBuilt(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "dist")
	put := func(i int) {
		made := filepath.Join(parent, strconv.Itoa(i))
		assert.NoError(t, os.Mkdir(made, 0o700))
		assert.NoError(t, os.WriteFile(filepath.Join(made, "index.html"), []byte("<p>page"), 0o600))
		// A link can be replaced in one step on every system.
		assert.NoError(t, os.Symlink(made, made+".link"))
		assert.NoError(t, os.Rename(made+".link", dir))
		assert.NoError(t, os.RemoveAll(filepath.Join(parent, strconv.Itoa(i-1))))
	}
	put(0)
	handler, err := newPage(dir)
	require.NoError(t, err)
	for i := range 300 {
		built := make(chan struct{})
		go func() { defer close(built); put(i + 1) }()
		for done := false; !done; {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
			assert.Equal(t, 200, w.Code)
			assert.Equal(t, "<p>page", w.Body.String())
			select {
			case <-built:
				done = true
			default:
			}
		}
	}
}

func TestPageThatWasRemoved(t *testing.T) {
	dir := site(t)
	handler, err := newPage(dir)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(dir))
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	assert.Equal(t, 404, w.Code)
}

func TestSourceMap(t *testing.T) {
	handler, err := newPage(site(t))
	require.NoError(t, err)
	for name, sourceMap := range map[string]string{"app.mjs": "app.mjs.map", "app.wasm": "", "stale.js": "", "app.mjs.map": ""} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1/"+name, nil))
		assert.Equal(t, http.StatusOK, w.Code, name)
		assert.Equal(t, sourceMap, w.Header().Get("SourceMap"), name)
	}
}
