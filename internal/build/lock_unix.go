//go:build unix && !solaris && !aix

package main

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// lock locks a folder until the function returned is called or the process ends. If it is
// locked already, it waits or fails. Where the file system has no locks, only waiting works.
func lock(folder string, wait bool) (free func(), err error) {
	file, err := os.Open(folder)
	if err != nil {
		return nil, err
	}
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	for {
		if err = unix.Flock(int(file.Fd()), how); !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil && !wait {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", folder, err), file.Close())
	}
	return func() { _ = file.Close() }, nil
}
