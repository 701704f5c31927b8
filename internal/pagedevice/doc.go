// Package pagedevice reaches toys by JavaScript of the page: serial ports, gamepads, the
// motor of a phone. Each way is an object of web/src/transports, called a transport:
//
//	name                 for errors, "Web Serial"
//	scan(found, signal)  finds toys and resolves when it has ended. What it rejects with is an
//	                     error with a code. The signal, an AbortSignal, ends it.
//
//	watch(found)         optional: tells of toys that appear later, for as long as the page lives
//
// found takes a toy:
//
//	address, name        as of device.Advertisement
//	protocol             that it is taken to speak
//	about                what reading generic0 gives; only for protocols that ask
//	open(heard, gone)    connects it and resolves to a connection. heard takes what arrives, a
//	                     Uint8Array; gone is called when the toy is.
//
// and a connection has
//
//	write(bytes)         writes a Uint8Array and resolves when it is written
//	writeNow(bytes)      the same at the last moment of the page, begun before it returns
//	close()              ends it, for good, at once
//
// The functions of the module, found, heard and gone, are called from a microtask or a task
// of their own, never while the module calls, and not after close.
package pagedevice

import "github.com/gobuttplug/gobuttplug/device"

// Error is what the page's JavaScript failed with.
type Error struct {
	Op   string // what was attempted: "open USB serial port"
	Code string // for the page: "port-busy"; "" if it has none
	Text string
}

func (e *Error) Error() string { return e.Op + ": " + e.Text }

// PageCode is the word by which a page tells the cause apart.
func (e *Error) PageCode() string { return e.Code }

// Unwrap gives the class of the error.
func (e *Error) Unwrap() error {
	switch e.Code {
	case "device-gone":
		return device.ErrDisconnected
	case "timeout":
		return device.ErrTimeout
	case "unsupported", "no-web-serial", "no-gamepads", "no-vibration":
		return device.ErrUnsupported
	case "":
		return nil
	}
	return device.ErrNotAllowed
}
