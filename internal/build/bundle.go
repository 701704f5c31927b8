package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// library is the file whose content, with the module's, makes the stamp. The other modules import it
// from beside themselves, so that a page has it once. The same holds for what games add.
const (
	library = "gobuttplug.mjs"
	games   = "gobuttplug-games.mjs"
)

// What stands in the JavaScript for what is known after compiling only.
const (
	stampMark  = "@STAMP@"
	moduleMark = "@WASM@"  // the module, packed
	cacheMark  = "@CACHE@" // what the service worker keeps, and under which name
)

// script is a file of dist/ that is made of several of web/.
type script struct {
	to, from string
	classic  bool              // script rather than module
	chunks   bool              // what is imported by import() is loaded then, from files of its own
	swap     map[string]string // what to take for an import, by how the import is written
	marks    []string          // what is filled in, once each
}

var (
	libraryScript = script{to: library, from: "src/index.mjs", marks: []string{stampMark}}
	scripts       = []script{
		libraryScript,
		{to: games, from: "src/games/index.mjs"},
		{to: "gobuttplug-funscript.mjs", from: "src/funscript/index.mjs"},
		{to: "gobuttplug-patterns.mjs", from: "src/patterns/index.mjs"},
		{to: "app.mjs", from: "page/app.mjs", chunks: true},
		{to: "gobuttplug-connect.mjs", from: "src/connect/index.mjs"},
		{to: "gobuttplug-bridge.mjs", from: "bridge/index.mjs"},
		{to: "gobuttplug.js", from: "src/all.mjs", classic: true, marks: []string{stampMark, moduleMark},
			swap: map[string]string{"./files.mjs": "src/classic/files.mjs", "./" + library: "src/index.mjs", "./" + games: "src/games/index.mjs"}},
		{to: "gobuttplug-twine.js", from: "src/twine/index.mjs", classic: true},
		{to: "gobuttplug-stand-in.js", from: "src/stand-in/index.mjs", classic: true},
	}
)

// bundled is a script with its source map.
type bundled struct {
	name            string
	code, sourceMap []byte
}

// bundle joins and minifies a script. banner is its first line; fill has the values of the marks, and
// may be nil to leave them. The script is the first of what comes, its chunks are the others.
func (s script) bundle(web, banner string, fill map[string]string) ([]bundled, error) {
	web, err := filepath.Abs(web)
	if err != nil {
		return nil, err
	}
	begin, end := banner, ""
	if s.classic { // which keeps its names to itself
		begin, end = banner+"\n(()=>{\"use strict\";", "})();"
	}
	options := api.BuildOptions{
		AbsWorkingDir:     web,
		EntryPoints:       []string{s.from},
		Outfile:           s.to, // nothing is written there: the source map tells paths from there
		Bundle:            true,
		Format:            api.FormatESModule,
		Platform:          api.PlatformNeutral,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		Sourcemap:         api.SourceMapExternal, // the package has no maps, and bundlers complain of links that lead nowhere
		Banner:            map[string]string{"js": begin},
		Footer:            map[string]string{"js": end},
		IgnoreAnnotations: true, // web/package.json tells the side effects of what is built, not of the sources
		TsconfigRaw:       "{}",
		LogLevel:          api.LogLevelSilent,
		// Go's JavaScript support makes these where a page has none. web/src/standins.mjs has them.
		Define:      map[string]string{"globalThis.fs": "true", "globalThis.path": "true"},
		LogOverride: map[string]api.LogLevel{"assign-to-define": api.LogLevelSilent},
		Plugins:     []api.Plugin{s.imports(web), filling(fill)},
	}
	if s.chunks {
		// They lie beside the script, so that what is built beside it is beside them, too.
		options.EntryPoints, options.Outfile = nil, ""
		options.EntryPointsAdvanced = []api.EntryPoint{{InputPath: s.from, OutputPath: strings.TrimSuffix(s.to, ".mjs")}}
		options.Outdir, options.OutExtension = ".", map[string]string{".js": ".mjs"}
		options.Splitting, options.ChunkNames = true, "page-[name]-[hash]"
	}
	result := api.Build(options)
	if problems := append(result.Errors, result.Warnings...); len(problems) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(problems, api.FormatMessagesOptions{}), ""))
	}
	maps := map[string][]byte{}
	var all []bundled
	for _, file := range result.OutputFiles {
		name := filepath.Base(file.Path)
		if script, isMap := strings.CutSuffix(name, ".map"); isMap {
			maps[script] = file.Contents
			continue
		}
		all = append(all, bundled{name: name, code: file.Contents})
	}
	slices.SortFunc(all, func(a, b bundled) int {
		switch s.to {
		case a.name:
			return -1
		case b.name:
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	for i := range all {
		all[i].sourceMap = maps[all[i].name]
		if all[i], err = s.checked(all[i], fill); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// imports resolves what is swapped, and what is imported from beside the script in dist/.
func (s script) imports(web string) api.Plugin {
	return api.Plugin{Name: "imports", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^\./`}, func(args api.OnResolveArgs) (api.OnResolveResult, error) {
			if other, swapped := s.swap[args.Path]; swapped {
				return api.OnResolveResult{Path: filepath.Join(web, other)}, nil
			}
			if args.Path == "./"+supportFile { // not "../", for then our JavaScript's types would count for it, too
				return api.OnResolveResult{Path: filepath.Join(web, supportFile)}, nil
			}
			if !slices.Contains([]string{library, games}, strings.TrimPrefix(args.Path, "./")) {
				return api.OnResolveResult{}, nil
			}
			if s.classic && args.Kind == api.ResolveJSImportStatement {
				return api.OnResolveResult{}, fmt.Errorf("a classic script can't import %s", args.Path)
			}
			return api.OnResolveResult{Path: args.Path, External: true}, nil
		})
	}}
}

// filling puts values in the place of marks.
func filling(fill map[string]string) api.Plugin {
	return api.Plugin{Name: "filling", Setup: func(build api.PluginBuild) {
		build.OnLoad(api.OnLoadOptions{Filter: `\.mjs$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
			source, err := os.ReadFile(args.Path)
			text := string(source)
			for mark, value := range fill {
				text = strings.ReplaceAll(text, mark, value)
			}
			return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, err
		})
	}}
}

// checked makes sure that the script has what it should, and no more. The source map shows marks.
func (s script) checked(b bundled, fill map[string]string) (bundled, error) {
	if s.classic && bytes.Contains(b.code, []byte("import.meta")) {
		return b, fmt.Errorf("%s: a classic script can't use import.meta", s.to)
	}
	for mark, value := range fill {
		want := 0
		if slices.Contains(s.marks, mark) {
			want = 1
		}
		_, code, _ := bytes.Cut(b.code, []byte("\n")) // the banner may have it too
		if n := bytes.Count(code, []byte(value)); n != want || bytes.Contains(code, []byte(mark)) {
			return b, fmt.Errorf("%s has the value of %s %d times, not %d; look at how the bundler changes the code around it", s.to, mark, n, want)
		}
		b.sourceMap = bytes.ReplaceAll(b.sourceMap, []byte(value), []byte(mark))
	}
	return b, nil
}

// styleSheet minifies a style sheet.
func styleSheet(source []byte) ([]byte, error) {
	result := api.Transform(string(source), api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Charset: api.CharsetUTF8, LogLevel: api.LogLevelSilent})
	if problems := append(result.Errors, result.Warnings...); len(problems) > 0 {
		return nil, errors.New(strings.Join(api.FormatMessages(problems, api.FormatMessagesOptions{}), ""))
	}
	return result.Code, nil
}
