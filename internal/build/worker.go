package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// workerFile is the service worker that keeps the page for when there is no network.
const workerFile = "sw.js"

// kept are the files of dist/ that the page needs: by name, or by pattern.
var kept = []string{
	"index.html", "style.css", "app.mjs", "page-*.mjs", "favicon.svg", "icon-maskable.svg", "app.webmanifest", "devices.json",
	library, games, "gobuttplug-funscript.mjs", "gobuttplug-patterns.mjs", "gobuttplug.wasm", "gobuttplug-clock.js",
}

// writeWorker writes the service worker with the list of what it keeps, under a name that is
// another one whenever any of it changes.
func writeWorker(web, out string) error {
	var files []string
	for _, pattern := range kept {
		found, err := filepath.Glob(filepath.Join(out, pattern))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("the page needs %s, which was not built", pattern)
		}
		for _, path := range found {
			files = append(files, filepath.Base(path))
		}
	}
	slices.Sort(files)
	sum := sha256.New()
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d ", file, len(data))
		sum.Write(data)
	}
	source, err := os.ReadFile(filepath.Join(web, workerFile))
	if err != nil {
		return err
	}
	list, err := json.Marshal(struct {
		Name  string   `json:"name"`
		Files []string `json:"files"`
	}{"gobuttplug-page-" + hex.EncodeToString(sum.Sum(nil))[:12], files})
	if err != nil {
		return err
	}
	mark := []byte("'" + cacheMark + "'")
	if n := bytes.Count(source, mark); n != 1 {
		return fmt.Errorf("%s has %s %d times, not once", workerFile, mark, n)
	}
	return write(out, workerFile, bytes.Replace(source, mark, list, 1))
}
