//go:build !js

package main

import (
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
)

// page serves the files of a directory: no listings, no hidden files, nothing outside.
// Where a file has a compressed neighbour (NAME.br, NAME.gz) that is not older, browsers
// that can take it get that.
type page struct{ files fs.FS }

func newPage(dir string) (http.Handler, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	files := root.FS()
	if _, err := fs.Stat(files, "index.html"); err != nil {
		return nil, errors.New("there is no index.html in it; make build writes the page to dist")
	}
	return page{files}, nil
}

// contentTypes by extension. The system's own table is not asked: it is wrong in places.
var contentTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".map":         "application/json",
	".md":          "text/plain; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".ts":          "text/plain; charset=utf-8",
	".txt":         "text/plain; charset=utf-8",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
}

// headers of every answer. The page may connect to any Buttplug server; scripts, styles
// and WebAssembly come from here alone.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws: wss:; " +
		"img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
	"X-Content-Type-Options": "nosniff",
	"Referrer-Policy":        "no-referrer",
	"Cache-Control":          "no-cache", // ask each time whether it has changed
}

// ServeHTTP implements http.Handler.
func (p page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Only GET and HEAD are possible here.", http.StatusMethodNotAllowed)
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	info, err := fs.Stat(p.files, name)
	if err == nil && info.IsDir() {
		if index, err := fs.Stat(p.files, name+"/index.html"); err == nil && index.Mode().IsRegular() {
			http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
			return
		}
	}
	if err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	p.serve(w, r, name, info)
}

// fileName is the name of the file that a URL path asks for.
func fileName(urlPath string) (string, bool) {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	for _, element := range strings.Split(name, "/") {
		if strings.HasPrefix(element, ".") {
			return "", false
		}
	}
	return name, fs.ValidPath(name) && !strings.Contains(name, "\x00")
}

// encodings that neighbours of a file may have, the best first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

func (p page) serve(w http.ResponseWriter, r *http.Request, name string, info fs.FileInfo) {
	kind, known := contentTypes[path.Ext(name)]
	if !known {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	if sourceMap, err := fs.Stat(p.files, name+".map"); err == nil && sourceMap.Mode().IsRegular() {
		w.Header().Set("SourceMap", path.Base(name)+".map") // for developer tools
	}
	source := name
	for _, e := range encodings {
		neighbour, err := fs.Stat(p.files, name+e.suffix)
		if err != nil || !neighbour.Mode().IsRegular() || neighbour.ModTime().Before(info.ModTime()) {
			continue
		}
		w.Header().Set("Vary", "Accept-Encoding")
		if source == name && r.Header.Get("Range") == "" && accepts(r.Header.Get("Accept-Encoding"), e.name) {
			source = name + e.suffix
			w.Header().Set("Content-Encoding", e.name)
			w.Header().Set("Content-Length", strconv.FormatInt(neighbour.Size(), 10))
		}
	}
	file, err := p.files.Open(source)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	http.ServeContent(w, r, name, info.ModTime(), file.(io.ReadSeeker)) // an *os.File
}

// accepts reports whether an Accept-Encoding header names an encoding and does not
// exclude it by weight 0.
func accepts(header, encoding string) bool {
	for _, one := range strings.Split(header, ",") {
		name, weight, _ := strings.Cut(one, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, found := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
		if !found {
			return true
		}
		value, err := strconv.ParseFloat(q, 64)
		return err == nil && value > 0
	}
	return false
}
