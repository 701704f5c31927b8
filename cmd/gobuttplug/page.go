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
//
// A build puts a new directory in the place of the old one. Each request is answered from
// one of the two.
type page struct{ dir string }

func newPage(dir string) (http.Handler, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	if _, err := root.Stat("index.html"); err != nil {
		return nil, errors.New("there is no index.html in it; make build writes the page to dist")
	}
	return page{dir}, nil
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
		"img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
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
	for range 3 { // nobody builds faster than that
		root, err := os.OpenRoot(p.dir)
		if err != nil {
			continue
		}
		answered := answer(w, r, root.FS(), name)
		again := !answered && p.replaced(root)
		root.Close()
		if answered {
			return
		}
		if !again {
			break
		}
	}
	http.NotFound(w, r)
}

// replaced reports whether another directory is in the place of this one by now.
func (p page) replaced(root *os.Root) bool {
	was, err := root.Stat(".")
	if err != nil {
		return true
	}
	is, err := os.Stat(p.dir)
	return err == nil && !os.SameFile(was, is)
}

// answer answers a request for a file or a folder. It does nothing if there is none.
func answer(w http.ResponseWriter, r *http.Request, files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	if err == nil && info.IsDir() {
		if index, err := fs.Stat(files, name+"/index.html"); err == nil && index.Mode().IsRegular() {
			http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
			return true
		}
	}
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	return answerFile(w, r, files, name, info)
}

// fileName is the name of the file that a URL path asks for.
func fileName(urlPath string) (string, bool) {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	dotted := strings.Contains("/"+name, "/.")
	return name, fs.ValidPath(name) && !dotted && !strings.Contains(name, "\x00")
}

// encodings that neighbours of a file may have, the best first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// answerFile answers with a file or its best neighbour. It does nothing if that is gone.
func answerFile(w http.ResponseWriter, r *http.Request, files fs.FS, name string, info fs.FileInfo) bool {
	headers := map[string]string{"Content-Type": "application/octet-stream"}
	if kind, known := contentTypes[path.Ext(name)]; known {
		headers["Content-Type"] = kind
	}
	if sourceMap, err := fs.Stat(files, name+".map"); err == nil && sourceMap.Mode().IsRegular() {
		headers["SourceMap"] = path.Base(name) + ".map" // for developer tools
	}
	source := name
	for _, e := range encodings {
		neighbour, err := fs.Stat(files, name+e.suffix)
		if err != nil || !neighbour.Mode().IsRegular() || neighbour.ModTime().Before(info.ModTime()) {
			continue
		}
		headers["Vary"] = "Accept-Encoding"
		if source == name && r.Header.Get("Range") == "" && accepts(r.Header.Get("Accept-Encoding"), e.name) {
			source = name + e.suffix
			headers["Content-Encoding"] = e.name
			headers["Content-Length"] = strconv.FormatInt(neighbour.Size(), 10)
		}
	}
	file, err := files.Open(source)
	if err != nil {
		return false
	}
	defer file.Close()
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	http.ServeContent(w, r, name, info.ModTime(), file.(io.ReadSeeker)) // an *os.File
	return true
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
