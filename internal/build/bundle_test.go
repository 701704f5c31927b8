package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder writes files into a folder of their own.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	return dir
}

func TestBundle(t *testing.T) {
	fill := map[string]string{stampMark: "0123456789ab", moduleMark: "UEFDS0VE"}
	for _, tt := range []struct {
		name   string
		script script
		files  map[string]string
		fails  string // part of the error
	}{
		{name: "filled", script: script{marks: []string{stampMark, moduleMark}}, files: map[string]string{
			"in.mjs": "import { STAMP } from './other.mjs'; console.log(STAMP, STAMP, '@WASM@');", "other.mjs": "export const STAMP = '@STAMP@';"}},
		{name: "a mark that is lost", script: script{marks: []string{stampMark}}, files: map[string]string{"in.mjs": "const STAMP = '@STAMP@'; console.log(1);"}, fails: "@STAMP@ 0 times, not 1"},
		{name: "a mark twice", script: script{marks: []string{stampMark}}, files: map[string]string{"in.mjs": "console.log('@STAMP@', 'x@STAMP@');"}, fails: "@STAMP@ 2 times, not 1"},
		{name: "a mark where none should be", files: map[string]string{"in.mjs": "console.log('@WASM@');"}, fails: "@WASM@ 1 times, not 0"},
		{name: "what is built beside it", files: map[string]string{"in.mjs": "import { limits } from './gobuttplug.mjs'; console.log(limits);"}},
		{name: "that in a classic script", script: script{classic: true}, files: map[string]string{"in.mjs": "import { limits } from './gobuttplug.mjs'; console.log(limits);"}, fails: "can't import ./gobuttplug.mjs"},
		{name: "its own address in a classic script", script: script{classic: true}, files: map[string]string{"in.mjs": "console.log(import.meta.url);"}, fails: "import.meta"},
		{name: "swapped", script: script{classic: true, swap: map[string]string{"./gobuttplug.mjs": "other.mjs"}}, files: map[string]string{
			"in.mjs": "import { limits } from './gobuttplug.mjs'; console.log(limits);", "other.mjs": "export const limits = 1;"}},
		{name: "a file that is not there", files: map[string]string{"in.mjs": "import './gone.mjs';"}, fails: "./gone.mjs"},
		{name: "a name that is not there", files: map[string]string{"in.mjs": "import { gone } from './other.mjs'; console.log(gone);", "other.mjs": "export const STAMP = 1;"}, fails: "gone"},
		{name: "what the bundler warns of", files: map[string]string{"in.mjs": "console.log({ speed: 1, speed: 2 });"}, fails: "speed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.script
			s.to, s.from = "out.js", "in.mjs"
			b, err := s.bundle(folder(t, tt.files), "/*! 0123456789ab */", fill)
			if tt.fails != "" {
				require.ErrorContains(t, err, tt.fails)
				return
			}
			require.NoError(t, err)
			require.Len(t, b, 1)
			assert.True(t, strings.HasPrefix(string(b[0].code), "/*! 0123456789ab */\n"), string(b[0].code))
			assert.NotContains(t, string(b[0].code), "@STAMP@")
			assert.NotContains(t, string(b[0].sourceMap), "UEFDS0VE", "the map would be as large as the module")
		})
	}
}

func TestChunks(t *testing.T) {
	s := script{to: "app.mjs", from: "in/app.mjs", chunks: true}
	all, err := s.bundle(folder(t, map[string]string{
		"in/app.mjs":       "import('./part/late.mjs').then(part => console.log(part.late));",
		"in/part/late.mjs": "import { limits } from './gobuttplug.mjs'; export const late = limits;",
	}), "", nil)
	require.NoError(t, err)
	require.Len(t, all, 2)
	assert.Equal(t, "app.mjs", all[0].name)
	assert.Regexp(t, `^page-late-\w+\.mjs$`, all[1].name)
	assert.Contains(t, string(all[0].code), `import("./`+all[1].name+`")`)
	assert.Contains(t, string(all[1].code), `from"./gobuttplug.mjs"`, "it lies beside it")
	assert.NotEmpty(t, all[1].sourceMap)
}

// The same sources in another folder give the same files, and the maps tell nothing of the folder.
func TestReproducible(t *testing.T) {
	copied := filepath.Join(t.TempDir(), "deep", "inside")
	require.NoError(t, os.CopyFS(copied, os.DirFS("../../web")))
	for _, s := range scripts {
		here, err := s.bundle("../../web", "/*! banner */", nil)
		require.NoError(t, err)
		there, err := s.bundle(copied, "/*! banner */", nil)
		require.NoError(t, err)
		require.Len(t, there, len(here))
		for i := range here {
			assert.Equal(t, here[i].name, there[i].name)
			assert.Equal(t, string(here[i].code), string(there[i].code), here[i].name)
			assert.Equal(t, string(here[i].sourceMap), string(there[i].sourceMap), here[i].name)
		}
		assert.Equal(t, s.to, here[0].name)

		var sourceMap struct {
			Sources        []string
			SourcesContent []string
		}
		require.NoError(t, json.Unmarshal(here[0].sourceMap, &sourceMap))
		assert.NotEmpty(t, sourceMap.Sources, s.to)
		assert.Len(t, sourceMap.SourcesContent, len(sourceMap.Sources))
		for _, source := range sourceMap.Sources {
			assert.FileExists(t, filepath.Join("../../web", source))
		}
	}
}
