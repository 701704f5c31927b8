//go:build !js

package main

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/bluetooth"
	"github.com/gobuttplug/gobuttplug/internal/devicesocket"
)

// closeTimeout bounds how long the end waits for toys to be disconnected.
const closeTimeout = 7 * time.Second

// reals are the ways to real toys; nil where one was not asked for.
type reals struct {
	bluetooth *bluetooth.Scanner
	socket    *devicesocket.Scanner
}

// realToys makes them. Connect connects a toy that is there without a scan.
func realToys(f *serveFlags, known device.Catalog, connect func(context.Context, device.Peripheral) error, log *asyncLog) *reals {
	r := &reals{}
	if f.bluetooth {
		r.bluetooth = bluetooth.New(bluetooth.Options{
			Wanted: func(adv *device.Advertisement) bool { return len(known.Match(adv)) > 0 },
			Log:    log.print,
		})
	}
	if f.deviceSocket {
		r.socket = devicesocket.New(devicesocket.Options{
			Origins: f.allowOrigins, Connected: connect, Log: log.print,
		})
	}
	return r
}

func (r *reals) scanners() (all []device.Scanner) {
	if r.bluetooth != nil {
		all = append(all, r.bluetooth)
	}
	if r.socket != nil {
		all = append(all, r.socket)
	}
	return all
}

// close disconnects all toys. The server has stopped them.
func (r *reals) close() error {
	closed := make(chan error, 1)
	go func() {
		var err error
		if r.bluetooth != nil {
			err = r.bluetooth.Close()
		}
		if r.socket != nil {
			err = errors.Join(err, r.socket.Close())
		}
		closed <- err
	}()
	select {
	case err := <-closed:
		return err
	case <-time.After(closeTimeout): // the end of the process ends them
		return errors.New("not all toys could be disconnected")
	}
}
