package main

import (
	"io"
	"os"
	"strconv"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// openPty opens a pair of pseudo-terminals: ours, and the name of the port at the other end.
func openPty(t *testing.T) (ours *os.File, port string) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = ours.Close() })
	var unlock, number int32
	control, err := ours.SyscallConn()
	require.NoError(t, err)
	require.NoError(t, control.Control(func(fd uintptr) {
		for request, value := range map[uintptr]*int32{syscall.TIOCSPTLCK: &unlock, syscall.TIOCGPTN: &number} {
			_, _, failed := syscall.Syscall(syscall.SYS_IOCTL, fd, request, uintptr(unsafe.Pointer(value)))
			require.Zero(t, failed)
		}
	}))
	return ours, "/dev/pts/" + strconv.Itoa(int(number))
}

// TestServeDrivesTCodeOverASerialPort: the port is one end of a pseudo-terminal.
func TestServeDrivesTCodeOverASerialPort(t *testing.T) {
	ours, port := openPty(t)
	toy := newStroker(ours)
	r := startServe(t, "--simulated=false", "--serial", port)
	tryStroker(t, r, toy, func() { _ = ours.Close() })
}

// TestNobraOverASerialPort: 0x70 is off.
func TestNobraOverASerialPort(t *testing.T) {
	ours, port := openPty(t)
	_, d, _ := drive(t, startServe(t, "--simulated=false", "--serial", port+",protocol=nobra"))
	require.NoError(t, d.Vibrate(t.Context(), 1))
	got := make([]byte, 2)
	_, err := io.ReadFull(ours, got)
	require.NoError(t, err)
	require.Equal(t, []byte{0x70, 0x6F}, got)
}
