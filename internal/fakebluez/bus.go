//go:build !js

package fakebluez

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Bus is a message bus of its own: a dbus-daemon that nobody else uses.
type Bus struct {
	Address string

	process *exec.Cmd
	dir     string
}

// Open is the policy of a bus on which everybody may do everything.
const Open = `<allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>`

// StartBus starts a message bus with a policy, as in its configuration file. It fails with
// exec.ErrNotFound if there is no dbus-daemon. Close it when done.
func StartBus(policy string) (*Bus, error) {
	program, err := exec.LookPath("dbus-daemon")
	if err != nil {
		return nil, fmt.Errorf("%w; install Debian's package dbus", err)
	}
	dir, err := os.MkdirTemp("", "fakebluez")
	if err != nil {
		return nil, err
	}
	b := &Bus{dir: dir}
	config := filepath.Join(dir, "bus.conf")
	text := `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=` + filepath.Join(dir, "bus") + `</listen>
<policy context="default">` + policy + `</policy></busconfig>`
	if err = os.WriteFile(config, []byte(text), 0o600); err == nil {
		err = b.start(program, config)
	}
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Bus) start(program, config string) error {
	b.process = exec.Command(program, "--config-file="+config, "--nofork", "--nopidfile", "--print-address")
	var said strings.Builder
	b.process.Stderr = &said
	out, err := b.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err = b.process.Start(); err != nil {
		return err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = b.process.Wait()
		return fmt.Errorf("dbus-daemon does not start: %s", said.String())
	}
	b.Address = strings.TrimSpace(line)
	return nil
}

// Close ends the bus.
func (b *Bus) Close() error {
	if b.process != nil && b.process.Process != nil {
		_ = b.process.Process.Kill()
		_ = b.process.Wait() // killed, as it was told
	}
	return os.RemoveAll(b.dir)
}
