//go:build !js

package bluetooth

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// Reasons why something failed. Each wraps the error of package device that is its class.
var (
	ErrNoBluetooth = reason.New(device.ErrUnsupported, "this program can't use Bluetooth on this system: it is made for Linux, Windows and, built with cgo, macOS")
	ErrNoBus       = reason.New(device.ErrUnsupported, "the D-Bus system bus, over which programs reach Bluetooth, does not run. "+
		"Start it with: sudo systemctl start dbus. In a container, give it /run/dbus/system_bus_socket of its host")
	ErrNoDaemon = reason.New(device.ErrUnsupported, "the Bluetooth service of the system, bluetoothd of BlueZ, does not run. "+
		"Install the package bluez if it is missing, and start the service with: sudo systemctl start bluetooth")
	ErrNoPermission = reason.New(device.ErrNotAllowed, "this user may not use Bluetooth. On Linux, add the user to the group bluetooth "+
		"(sudo usermod -aG bluetooth NAME) and log in again; elsewhere allow it in the privacy settings of the system")
	ErrNoAdapter = reason.New(device.ErrUnsupported, "there is no Bluetooth adapter. Plug one in, one with Bluetooth 4.0 or newer")
	ErrOff       = reason.New(device.ErrUnsupported, "Bluetooth is switched off. Switch it on in the settings of the system; "+
		"on Linux also with: rfkill unblock bluetooth, then bluetoothctl power on")
	ErrClosed      = reason.New(device.ErrUnsupported, "the program has closed its Bluetooth")
	ErrScanning    = reason.New(device.ErrNotAllowed, "a scan is going on already")
	ErrConnected   = reason.New(device.ErrNotAllowed, "the device is already connected by this program")
	ErrUnreachable = reason.New(device.ErrDisconnected, "the device can't be reached. Check that it is on, near, and not connected to another app or computer")
	ErrNotPaired   = reason.New(device.ErrNotAllowed, "the device wants to be paired. If it was paired before, remove it from the Bluetooth devices of the system, and connect again")
	ErrNoService   = reason.New(device.ErrNoEndpoint, "the device has none of the GATT services and characteristics that are needed to drive it")
	ErrBusy        = reason.New(device.ErrTimeout, "the system still runs another operation on the device. Is it used by another program?")
	ErrTooLong     = reason.New(device.ErrUnsupported, "the value is too long: a characteristic takes at most 512 bytes, some take less")
	ErrNoWrite     = reason.New(device.ErrUnsupported, "the characteristic can't be written")
)

// Error is what the functions of this package fail with.
type Error struct {
	Op     string // what was attempted: "write tx of LVS-Hush"
	Reason error  // what went wrong; nil if only the system knows
	Cause  error  // what the system said about it; nil if nothing
}

func (e *Error) Error() string { return reason.Text(e.Op, e.Reason, e.Cause) }

// Unwrap gives Reason and Cause.
func (e *Error) Unwrap() []error { return reason.Causes(e.Reason, e.Cause) }

// failure makes the error of an operation; nil for none. What a radio has told in its own
// words is a *said; anything else is the reason itself.
func failure(op string, err error) error {
	if err == nil {
		return nil
	}
	if s, ok := err.(*said); ok {
		return &Error{Op: op, Reason: s.reason, Cause: s.cause}
	}
	return &Error{Op: op, Reason: err}
}

// said is an error of the system, with the reason that it stands for, if that is known.
type said struct{ reason, cause error }

func (e *said) Error() string {
	return (&Error{Op: "bluetooth", Reason: e.reason, Cause: e.cause}).Error()
}

func (e *said) Unwrap() []error { return reason.Causes(e.reason, e.cause) }
