//go:build !js

package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"go.bug.st/serial"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// serialDrain is how long a port that is closed may take to send what it was given.
const serialDrain = 500 * time.Millisecond

// openSerial opens a port. Its errors say what to do.
func openSerial(ctx context.Context, name string, baud int) (io.ReadWriteCloser, error) {
	type result struct {
		port *serialPort
		err  error
	}
	results := make(chan result)
	go func() { // a port of Bluetooth Classic takes until the device answers
		port, err := serial.Open(name, &serial.Mode{BaudRate: baud})
		select {
		case results <- result{&serialPort{Port: port}, err}:
		case <-ctx.Done():
			if err == nil {
				_ = port.Close()
			}
		}
	}()
	select {
	case r := <-results:
		if r.err != nil {
			return nil, explained(r.err, baud)
		}
		return r.port, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// explained makes an error of the library one that says what to do.
func explained(err error, baud int) error {
	code := serial.PortErrorCode(-1)
	if failed, ok := errors.AsType[*serial.PortError](err); ok {
		code = failed.Code()
	}
	switch {
	case code == serial.PortBusy:
		return reason.New(device.ErrNotAllowed, "another program uses it; close that program")
	case code == serial.PermissionDenied || errors.Is(err, fs.ErrPermission):
		return reason.New(device.ErrNotAllowed, "this user may not use it; on Linux add the user to the group dialout (uucp on some), then log in again")
	case code == serial.PortNotFound || errors.Is(err, fs.ErrNotExist):
		return reason.New(device.ErrDisconnected, "there is no such serial port. Plug the device in, or name another port")
	case code == serial.InvalidSpeed:
		return reason.New(device.ErrUnsupported, "it can't do "+strconv.Itoa(baud)+" baud; choose another speed with baud=")
	case code == serial.InvalidSerialPort:
		return reason.New(device.ErrUnsupported, "it is no serial port, or can't do "+strconv.Itoa(baud)+" baud ("+err.Error()+")")
	}
	return err
}

// serialPort is a port that can be written and closed at any time. That of the library
// writes, once it is closed, to whatever file has got its number.
type serialPort struct {
	serial.Port
	closed  atomic.Bool
	writing sync.Mutex // held while something is written or awaited
}

// Write writes when what was given before has been taken.
func (p *serialPort) Write(data []byte) (int, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	if p.closed.Load() {
		return 0, os.ErrClosed
	}
	return p.Port.Write(data)
}

// Close closes the port when what it was given is sent, a stop for example. What a device
// does not take is thrown away: to close the port would wait half a minute for it. A write
// that hangs may go on until the device is unplugged.
func (p *serialPort) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		p.writing.Lock()
		defer p.writing.Unlock()
		_ = p.Port.Drain() // a port that is unplugged has nothing to send
	}()
	select {
	case <-sent:
	case <-time.After(serialDrain):
		_ = p.Port.ResetOutputBuffer() // if it can't, closing takes longer
	}
	return p.Port.Close()
}
