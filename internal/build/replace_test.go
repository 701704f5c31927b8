package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// halfBuild makes the test binary be a build of the folder it names, which writes one file
// and then nothing more.
const halfBuild = "BUILD_TEST_HALF"

func TestMain(m *testing.M) {
	if out := os.Getenv(halfBuild); out != "" {
		err := replace(out, func(folder string) error {
			if err := fillWith("half", 1)(folder); err != nil {
				return err
			}
			fmt.Println("half") // the test reads it
			select {}
		})
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// fillWith writes n files with the same text.
func fillWith(text string, n int) func(folder string) error {
	return func(folder string) error {
		for i := range n {
			name := library
			if i > 0 {
				name = strconv.Itoa(i)
			}
			if err := write(folder, name, []byte(text)); err != nil {
				return err
			}
		}
		return nil
	}
}

// assertWhole checks that all files of a folder have the text, and that nothing is beside it.
func assertWhole(t *testing.T, out, text string, n int) {
	t.Helper()
	entries, err := os.ReadDir(out)
	require.NoError(t, err)
	assert.Len(t, entries, n)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(out, entry.Name()))
		require.NoError(t, err)
		assert.Equal(t, text, string(data))
	}
	beside, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	assert.Len(t, beside, 1, "%v", beside)
}

func TestReplace(t *testing.T) {
	out := filepath.Join(t.TempDir(), "new", "dist [1]")
	require.NoError(t, replace(out, fillWith("first", 3)))
	assertWhole(t, out, "first", 3)
	require.NoError(t, replace(out, fillWith("second", 2)))
	assertWhole(t, out, "second", 2)
	info, err := os.Stat(out)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o755), info.Mode().Perm())
}

func TestReplaceFollowsLinks(t *testing.T) {
	out, link := filepath.Join(t.TempDir(), "dist"), filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(out, link))
	require.NoError(t, os.Mkdir(out, 0o755))
	require.NoError(t, replace(link, fillWith("text", 2)))
	assertWhole(t, out, "text", 2)
	target, err := os.Readlink(link)
	require.NoError(t, err)
	assert.Equal(t, out, target)
}

func TestFailedBuildChangesNothing(t *testing.T) {
	out := filepath.Join(t.TempDir(), "dist")
	require.NoError(t, replace(out, fillWith("old", 2)))
	wrong := errors.New("wrong")
	assert.ErrorIs(t, replace(out, func(folder string) error {
		return errors.Join(fillWith("new", 1)(folder), wrong)
	}), wrong)
	assertWhole(t, out, "old", 2)
}

func TestForeignFolderIsRefused(t *testing.T) {
	out := filepath.Join(t.TempDir(), "home")
	require.NoError(t, os.Mkdir(out, 0o755))
	require.NoError(t, write(out, "diary", []byte("text")))
	err := replace(out, func(string) error { t.Error("the build began"); return nil })
	assert.ErrorContains(t, err, "home has files in it that are not of a build")
	assertWhole(t, out, "text", 1)
}

// startHalf starts a build that never ends, and waits until it has written a file.
func startHalf(t *testing.T, out string) *exec.Cmd {
	t.Helper()
	half := exec.CommandContext(t.Context(), os.Args[0])
	half.Env = append(os.Environ(), halfBuild+"="+out)
	half.Stderr = os.Stderr
	stdout, err := half.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, half.Start())
	var word string
	_, err = fmt.Fscan(stdout, &word)
	require.NoError(t, err)
	require.Equal(t, "half", word)
	return half
}

func TestInterruptedBuild(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, os.Kill} {
		t.Run(signal.String(), func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "dist")
			require.NoError(t, replace(out, fillWith("old", 2)))
			half := startHalf(t, out)
			require.NoError(t, half.Process.Signal(signal))
			require.Error(t, half.Wait())
			data, err := os.ReadFile(filepath.Join(out, library))
			require.NoError(t, err)
			assert.Equal(t, "old", string(data))
			left, err := filepath.Glob(filepath.Join(filepath.Dir(out), ".dist.new-*"))
			require.NoError(t, err)
			require.Len(t, left, 1, "the build was in the middle")

			require.NoError(t, replace(out, fillWith("new", 3)))
			assertWhole(t, out, "new", 3)
		})
	}
}

// A build that runs keeps its files while another one comes and goes.
func TestTwoBuilds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "dist")
	require.NoError(t, replace(out, func(folder string) error {
		if err := fillWith("slow", 2)(folder); err != nil {
			return err
		}
		if err := replace(out, fillWith("quick", 3)); err != nil {
			return err
		}
		_, err := os.Stat(filepath.Join(folder, library))
		return err
	}))
	assertWhole(t, out, "slow", 2)
}

// Whoever reads meanwhile finds the old files or the new ones, and never none.
func TestReadersSeeWholeBuilds(t *testing.T) {
	out := filepath.Join(t.TempDir(), "dist")
	require.NoError(t, replace(out, fillWith("0", 1)))
	built := make(chan error)
	go func() {
		for i := range 200 {
			if err := replace(out, fillWith(strconv.Itoa(i), 1)); err != nil {
				built <- err
				return
			}
		}
		built <- nil
	}()
	for {
		select {
		case err := <-built:
			require.NoError(t, err)
			return
		default:
			_, err := os.Stat(out)
			require.NoError(t, err)
		}
	}
}

func TestRenameAside(t *testing.T) {
	folder := t.TempDir()
	made, out := filepath.Join(folder, "made"), filepath.Join(folder, "out")
	for name, text := range map[string]string{made: "new", out: "old"} {
		require.NoError(t, os.Mkdir(name, 0o755))
		require.NoError(t, fillWith(text, 1)(name))
	}
	require.NoError(t, renameAside(made, out))
	data, err := os.ReadFile(filepath.Join(out, library))
	require.NoError(t, err)
	assert.Equal(t, "new", string(data))

	require.NoError(t, os.RemoveAll(made+".old"))
	assert.ErrorIs(t, renameAside(made, out), fs.ErrNotExist, "there is nothing new")
	_, err = os.Stat(filepath.Join(out, library))
	assert.NoError(t, err, "the old one is back")
}
