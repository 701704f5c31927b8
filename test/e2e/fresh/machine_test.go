package fresh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// machine is what a newcomer has: a clone of the commit, a home folder without caches, and
// programs without Node, Chromium and C compilers. All paths have spaces in them.
type machine struct {
	t      *testing.T
	ctx    context.Context // ends with the test or an interrupt
	folder string
	clone  string
	env    []string
	user   *syscall.Credential // who runs the commands; nil for who runs the tests
}

// absent are the programs that the build and the server don't need, by how their names begin.
var absent = []string{"node", "npm", "npx", "corepack", "chromium", "google-chrome", "gcc", "cc", "clang", "c++", "g++", "x86_64-linux-gnu-gcc"}

func newMachine(t *testing.T, ctx context.Context) *machine {
	t.Helper()
	folder, err := os.MkdirTemp("", "gobuttplug on a fresh machine ")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, removeAll(folder)) })
	require.NoError(t, os.Chmod(folder, 0o755)) // ordinary users come here, too
	m := &machine{t: t, ctx: ctx, folder: folder, clone: filepath.Join(folder, "a clone")}
	for _, name := range []string{"home", "tmp", "bin"} {
		require.NoError(t, os.Mkdir(filepath.Join(folder, name), 0o755))
	}
	m.linkPrograms()
	m.env = append(kept(), "HOME="+filepath.Join(folder, "home"), "TMPDIR="+filepath.Join(folder, "tmp"), "PATH="+filepath.Join(folder, "bin"))
	return m
}

// kept is the environment without what the machine has of its own, or what a make around it
// has set. How to reach the Go module proxy is kept.
func kept() (env []string) {
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		reach := slices.Contains([]string{"GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE"}, name)
		own := slices.Contains([]string{"HOME", "TMPDIR", "PATH", "MFLAGS", "CHROMIUM", "DIST"}, name)
		for _, prefix := range []string{"GO", "MAKE", "XDG_", "npm_", "NODE_", "GIT_"} {
			own = own || strings.HasPrefix(name, prefix)
		}
		if reach || !own {
			env = append(env, variable)
		}
	}
	return env
}

func (m *machine) linkPrograms() {
	m.t.Helper()
	for _, place := range filepath.SplitList(os.Getenv("PATH")) {
		entries, err := os.ReadDir(place)
		if err != nil {
			continue // the PATH may name places that are not there
		}
		for _, entry := range entries {
			if slices.ContainsFunc(absent, func(start string) bool { return strings.HasPrefix(entry.Name(), start) }) {
				continue
			}
			err := os.Symlink(filepath.Join(place, entry.Name()), filepath.Join(m.folder, "bin", entry.Name()))
			if !errors.Is(err, fs.ErrExist) { // an earlier place has it, too
				require.NoError(m.t, err)
			}
		}
	}
}

// cloneCommit clones the commit that is checked out, and returns its short name.
func (m *machine) cloneCommit(root string) string {
	m.t.Helper()
	// Git refuses repositories of other users, as those of continuous integration may be.
	trust := filepath.Join(m.folder, "trust")
	require.NoError(m.t, os.WriteFile(trust, []byte("[safe]\n\tdirectory = *\n"), 0o600))
	git := func(args ...string) string {
		cmd := exec.CommandContext(m.ctx, "git", args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+trust)
		out, err := cmd.CombinedOutput()
		require.NoError(m.t, err, "git %v: %s", args, out)
		return strings.TrimSpace(string(out))
	}
	// Hard links would give the files of the repository to another user, below.
	git("clone", "--quiet", "--no-hardlinks", root, m.clone)
	commit := git("-C", root, "rev-parse", "HEAD")
	require.Equal(m.t, commit, git("-C", m.clone, "rev-parse", "HEAD"))
	note := commit[:7]
	if git("-C", root, "status", "--porcelain") != "" {
		note += " (not what was changed since)"
	}
	return note
}

// become makes an ordinary user run the commands from now on, and gives them the machine.
func (m *machine) become(name string) {
	m.t.Helper()
	who, err := user.Lookup(name)
	require.NoError(m.t, err)
	uid, err := strconv.Atoi(who.Uid)
	require.NoError(m.t, err)
	gid, err := strconv.Atoi(who.Gid)
	require.NoError(m.t, err)
	require.NoError(m.t, filepath.WalkDir(m.folder, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, uid, gid))
	}))
	m.user = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// command is a command in the clone, in a process group of its own.
func (m *machine) command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	program, err := exec.LookPath(filepath.Join(m.folder, "bin", args[0]))
	require.NoError(m.t, err)
	cmd := exec.CommandContext(ctx, program, args[1:]...)
	cmd.Dir = m.clone
	cmd.Env = append(slices.Clone(m.env), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: m.user}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	return cmd
}

// do runs a command to its end, and returns what it printed and how long it took.
func (m *machine) do(args ...string) (string, time.Duration) {
	m.t.Helper()
	begin := time.Now()
	out, err := m.command(m.ctx, nil, args...).CombinedOutput()
	require.NoError(m.t, err, "%v:\n%s", args, out)
	return string(out), time.Since(begin)
}

// running is a command that goes on until it is interrupted.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	ended  chan struct{}
	mu     sync.Mutex
	output bytes.Buffer
	found  chan string // the address of the page
}

// Write implements io.Writer for what the command prints.
func (r *running) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := pageLine.Match(r.output.Bytes())
	r.output.Write(p)
	if at := pageLine.FindSubmatch(r.output.Bytes()); at != nil && !before {
		r.found <- string(at[1])
	}
	return len(p), nil
}

func (r *running) printed() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.output.String()
}

// start starts a command, and returns when it has printed the address of the page.
func (m *machine) start(env []string, args ...string) (r *running, address string) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.ctx, 5*time.Minute)
	r = &running{t: m.t, cmd: m.command(ctx, env, args...), ended: make(chan struct{}), found: make(chan string, 1)}
	r.cmd.Stdout, r.cmd.Stderr = r, r
	require.NoError(m.t, r.cmd.Start())
	go func() {
		_ = r.cmd.Wait() // interrupt looks at what is left
		close(r.ended)
	}()
	m.t.Cleanup(func() { cancel(); <-r.ended })
	select {
	case address = <-r.found:
	case <-r.ended:
		m.t.Fatalf("%v ended before it served the page:\n%s", args, r.printed())
	}
	return r, address
}

// interrupt does what Ctrl-C does in a terminal, and sees that nothing goes on.
func (r *running) interrupt() {
	r.t.Helper()
	group := r.cmd.Process.Pid
	require.NoError(r.t, syscall.Kill(-group, syscall.SIGINT))
	select {
	case <-r.ended:
	case <-time.After(10 * time.Second):
		r.t.Fatalf("make run goes on 10 s after an interrupt:\n%s", r.printed())
	}
	require.ErrorIs(r.t, syscall.Kill(-group, 0), syscall.ESRCH, "processes are left")
}

// removeAll removes a folder with a module cache, which is read-only.
func removeAll(folder string) error {
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			err = os.Chmod(path, 0o700)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("%s is left: %w", folder, err)
	}
	return os.RemoveAll(folder)
}

func (m *machine) uid() int {
	if m.user == nil {
		return os.Getuid()
	}
	return int(m.user.Uid)
}
