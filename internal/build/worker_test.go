package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWorkerListsWhatThePageNeeds(t *testing.T) {
	web := folder(t, map[string]string{workerFile: "const { name, files } = '@CACHE@';"})
	files := map[string]string{"page-log-AB.mjs": "log", "gobuttplug.js": "is no part of the page"}
	for _, name := range kept {
		files[strings.ReplaceAll(name, "*", "x")] = name
	}
	worker := func(files map[string]string) string {
		t.Helper()
		out := folder(t, files)
		require.NoError(t, writeWorker(web, out))
		text, err := os.ReadFile(filepath.Join(out, workerFile))
		require.NoError(t, err)
		return string(text)
	}
	first := worker(files)
	assert.Contains(t, first, `"page-log-AB.mjs"`)
	assert.Contains(t, first, `"index.html"`)
	assert.NotContains(t, first, `"gobuttplug.js"`)
	assert.Equal(t, first, worker(files))
	files["style.css"] += "more"
	assert.NotEqual(t, first, worker(files), "another content is another version")

	delete(files, "style.css")
	assert.ErrorContains(t, writeWorker(web, folder(t, files)), "style.css")
	wrong := folder(t, map[string]string{workerFile: "nothing"})
	files["style.css"] = ""
	assert.ErrorContains(t, writeWorker(wrong, folder(t, files)), "0 times")
}
