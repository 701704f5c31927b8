// Package fresh does what the README tells newcomers to do, on a machine on which nothing was
// downloaded or built before: it clones the commit, runs `make build` and `make run` with
// empty caches, and moves a toy in the page.
package fresh

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/test/e2e/lab"
)

var browser *lab.Browser

func TestMain(m *testing.M) { lab.Main(m, &browser) }

// ordinary is the user, besides root, as whom it has to work.
const ordinary = "nobody"

var pageLine = regexp.MustCompile(`(?m)^Page: +(http://\S+)\n`)

func TestFromNothing(t *testing.T) {
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt, syscall.SIGTERM) // the machine is removed then, too
	defer stop()
	m := newMachine(t, ctx)
	commit := m.cloneCommit("../../..")

	_, built := m.do("make", "build")
	m.sameFiles("../../../dist")
	served := m.serve()
	who := "as an ordinary user"
	if os.Getuid() == 0 {
		m.become(ordinary)
		m.serve()
		who = "as root and " + ordinary
	} else if os.Getenv("CI") != "" {
		t.Error("continuous integration has to run this as root: whether the commands work as root was not tested")
	}
	for _, flags := range []string{"-mod=mod", "-mod=readonly"} {
		m.serve("GOFLAGS=" + flags)
	}
	changed, _ := m.do("git", "status", "--porcelain")
	assert.Empty(t, changed, "the commands changed files of the clone")
	left, err := os.ReadDir(m.folder + "/tmp")
	require.NoError(t, err)
	assert.Empty(t, left, "the commands left files in the folder for temporary ones")

	fmt.Printf("summary: %s from nothing, %s: make build %d s, make run %d s\n", commit, who, int(built.Seconds()), int(served.Seconds()))
}

// sameFiles checks that the build has written the same bytes as the one in another folder,
// whose caches, paths and time are others.
func (m *machine) sameFiles(dist string) {
	m.t.Helper()
	if changed, err := exec.Command("git", "status", "--porcelain").Output(); err != nil || len(changed) > 0 {
		m.t.Log("not compared: the files here are not those of the commit")
		return
	}
	count := 0
	require.NoError(m.t, fs.WalkDir(os.DirFS(dist), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		count++
		here, err := os.ReadFile(filepath.Join(dist, name))
		require.NoError(m.t, err)
		there, err := os.ReadFile(filepath.Join(m.clone, "dist", name))
		require.NoError(m.t, err)
		assert.True(m.t, bytes.Equal(here, there), "%s has other bytes when it is built in another folder", name)
		return nil
	}))
	require.Greater(m.t, count, 10)
}

// serve runs `make run` with further variables in the environment, moves a toy in the page,
// and interrupts it. It returns how long it took until the page was there.
func (m *machine) serve(env ...string) time.Duration {
	m.t.Helper()
	begin := time.Now()
	r, address := m.start(env, "make", "run", "PORT=0", "PAGE_PORT=0")
	took := time.Since(begin)
	m.t.Logf("make run, with %v, as user %d: the page was there after %.1f s", env, m.uid(), took.Seconds())
	moveToy(m.t, address)
	r.interrupt()
	ctx, cancel := context.WithTimeout(m.ctx, 5*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	require.NoError(m.t, err)
	_, err = http.DefaultClient.Do(request)
	require.ErrorIs(m.t, err, syscall.ECONNREFUSED, "the page is still served")
	return took
}

func moveToy(t *testing.T, address string) {
	t.Helper()
	page := browser.Case(t).Open(address)
	page.Find("button", "Try it").AwaitEnabled().Click()
	toy := page.Find("article", "Simulated Vibrator")
	toy.Find("slider", "Vibration").Slide(10)
	toy.AwaitText("10 of 20")
	page.Find("button", "Disconnect").Click()
	page.Find("status", "").AwaitText("Not connected")
}
