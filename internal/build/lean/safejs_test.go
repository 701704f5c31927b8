package lean

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/internal/build/toolchain"
)

const root = "../../.."

func build(t *testing.T, dir string) []byte {
	t.Helper()
	env, err := Workspace(root, dir)
	require.NoError(t, err)
	file := filepath.Join(dir, "module.wasm")
	compiler := toolchain.Go{Dir: root, Env: append(env, toolchain.Target...)}
	require.NoError(t, compiler.Run("build", "-trimpath", "-buildvcs=false", "-o", file, "./wasm"))
	module, err := os.ReadFile(file)
	require.NoError(t, err)
	return module
}

func TestModuleHasTheCopy(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	dir, other := t.TempDir(), t.TempDir()
	module := build(t, dir)
	for name, linked := range map[string]bool{"runtime.gopanic": true, path + ".Value.Call": true, "fmt.(*pp)": false} {
		assert.Equal(t, linked, bytes.Contains(module, []byte("\x00"+name)), name)
	}
	after, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	assert.Equal(t, string(mod), string(after))

	// Wherever it is built, the module is the same.
	assert.True(t, bytes.Equal(module, build(t, other)))
	whole, err := filepath.Abs(root)
	require.NoError(t, err)
	for _, folder := range []string{dir, whole} {
		assert.NotContains(t, string(module), folder)
	}
}

// Settings of whoever builds it change nothing.
func TestEnvironmentIsOverruled(t *testing.T) {
	want := build(t, t.TempDir())
	for name, value := range map[string]string{
		"GOFLAGS": "-mod=mod -tags=other", "GOWORK": filepath.Join(t.TempDir(), "go.work"), "GOTOOLCHAIN": "local",
		"GOEXPERIMENT": "nogreenteagc", "GOOS": "linux", "GOARCH": "amd64", "GO111MODULE": "off",
	} {
		t.Setenv(name, value)
	}
	assert.True(t, bytes.Equal(want, build(t, t.TempDir())))
}

// The tests of safejs pass with our copies, but one: it expects the wording of an older Go.
func TestSafejsStillWorks(t *testing.T) {
	dir := t.TempDir()
	env, err := Workspace(root, dir)
	require.NoError(t, err)
	original, err := download(root)
	require.NoError(t, err)
	for _, pattern := range []string{"*_test.go", "internal/*/*_test.go"} {
		names, err := fs.Glob(os.DirFS(original), pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names)
		for _, name := range names {
			data, err := fs.ReadFile(os.DirFS(original), name)
			require.NoError(t, err)
			require.NoError(t, write(filepath.Join(dir, "safejs", name), data))
		}
	}
	goroot, err := toolchain.Root(root)
	require.NoError(t, err)
	node := filepath.Join(goroot, "lib", "wasm", "go_js_wasm_exec")
	said, err := toolchain.Go{Dir: filepath.Join(dir, "safejs"), Env: append(env, toolchain.Target...)}.Output(
		"test", "-exec", node, "-skip", "^TestCopyBytesError$", ".", "./internal/catch")
	assert.NoError(t, err, said)
}

func TestOriginalsMustBeKnown(t *testing.T) {
	original, err := download(root)
	require.NoError(t, err)
	for _, c := range changed {
		data, err := os.ReadFile(filepath.Join(original, c.file))
		require.NoError(t, err)
		got, err := ours(c.file, data)
		require.NoError(t, err)
		assert.NotEqual(t, string(data), string(got))
		_, err = ours(c.file, append(data, '\n'))
		assert.ErrorIs(t, err, ErrVersion)
		assert.ErrorContains(t, err, c.file)
	}
	kept, err := ours("type.go", []byte("package safejs"))
	require.NoError(t, err)
	assert.Equal(t, "package safejs", string(kept))
}

// A module proxy in a folder has another safejs, which go.mod asks for.
func TestOtherVersionOfSafejs(t *testing.T) {
	const other = "v0.0.1"
	proxy := t.TempDir()
	put := func(name string, data []byte) {
		require.NoError(t, write(filepath.Join(proxy, path, "@v", other+name), data))
	}
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	file, err := z.Create(path + "@" + other + "/go.mod")
	require.NoError(t, err)
	_, err = file.Write([]byte(mod))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	put(".zip", archive.Bytes())
	put(".mod", []byte(mod))
	put(".info", []byte(`{"Version":"`+other+`"}`))

	module := t.TempDir()
	text := "module example.org/other\n\ngo 1.26\n\nrequire " + path + " " + other + "\n"
	require.NoError(t, write(filepath.Join(module, "go.mod"), []byte(text)))
	withToolchain(t)
	for name, value := range map[string]string{
		"GOPROXY": "file://" + proxy, "GOSUMDB": "off", "GOMODCACHE": filepath.Join(proxy, "cache"),
	} {
		t.Setenv(name, value)
	}
	t.Cleanup(func() { // the go command makes the folders of its cache read-only
		assert.NoError(t, filepath.WalkDir(proxy, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				err = os.Chmod(path, 0o755)
			}
			return err
		}))
	})
	_, err = Workspace(module, t.TempDir())
	assert.ErrorIs(t, err, ErrVersion)
	assert.ErrorContains(t, err, "go.mod has "+path+" "+other)
}

// withToolchain puts the release first on the PATH, so that it need not be in the cache.
func withToolchain(t *testing.T) {
	goroot, err := toolchain.Root(root)
	require.NoError(t, err)
	t.Setenv("PATH", filepath.Join(goroot, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// Without a network and with nothing in the module cache, one sentence says so.
func TestNoNetwork(t *testing.T) {
	withToolchain(t)
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOPROXY", "off")
	_, err := Workspace(root, t.TempDir())
	assert.ErrorIs(t, err, toolchain.ErrModule)
	assert.ErrorContains(t, err, path+": ")
}
