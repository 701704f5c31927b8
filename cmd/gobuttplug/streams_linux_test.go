package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/gobuttplug/gobuttplug/device"
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

// TestASerialPortThatIsClosed: the number of its file may belong to another one by now.
func TestASerialPortThatIsClosed(t *testing.T) {
	ours, name := openPty(t)
	port, err := openSerial(t.Context(), name, 115200)
	require.NoError(t, err)
	_, err = port.Write([]byte("DSTOP\n"))
	require.NoError(t, err)
	require.NoError(t, port.Close())
	require.NoError(t, port.Close())
	got := make([]byte, 6)
	_, err = io.ReadFull(ours, got)
	require.NoError(t, err)
	assert.Equal(t, "DSTOP\n", string(got), "what was written before is not lost")

	var others []*os.File
	for range 8 {
		other, err := os.Create(filepath.Join(t.TempDir(), "other"))
		require.NoError(t, err)
		defer other.Close()
		others = append(others, other)
	}
	_, err = port.Write([]byte("L0999\n"))
	assert.ErrorIs(t, err, os.ErrClosed)
	for _, other := range others {
		info, err := other.Stat()
		require.NoError(t, err)
		assert.Zero(t, info.Size())
	}
}

// TestASerialPortThatTakesNothing can be closed all the same.
func TestASerialPortThatTakesNothing(t *testing.T) {
	ours, name := openPty(t)
	port, err := openSerial(t.Context(), name, 115200)
	require.NoError(t, err)
	var count, before atomic.Int64
	ends := make(chan error, 2)
	go func() {
		var err error
		for ; err == nil; count.Add(1) {
			_, err = port.Write(make([]byte, 100))
		}
		ends <- err
	}()
	require.Eventually(t, func() bool { return count.Load() > 0 && before.Swap(count.Load()) == count.Load() }, 10*time.Second, 20*time.Millisecond)
	require.NoError(t, port.Close())
	require.NoError(t, ours.Close()) // unplugged
	select {
	case err := <-ends:
		assert.Error(t, err)
	case <-time.After(10 * time.Second):
		assert.Fail(t, "the write hangs")
	}
}

func TestWhyASerialPortCanNotBeOpened(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := openSerial(t.Context(), file, 115200)
	assert.ErrorContains(t, err, "it is no serial port")
	assert.ErrorIs(t, err, device.ErrUnsupported)

	_, name := openPty(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = openSerial(ctx, name, 115200)
	assert.ErrorIs(t, err, context.Canceled, "some ports take seconds to open")
}
