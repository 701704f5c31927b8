package webbluetooth

import (
	"errors"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// Reasons why something failed, to be matched with errors.Is. Each matches the error of package
// device that is its class, too.
var (
	ErrNoWebBluetooth = reason.New(device.ErrUnsupported, "this browser has no Web Bluetooth. Use Chrome, Edge, Opera or another browser based on Chromium, "+
		"on Windows, macOS, ChromeOS, Android or Linux. On Linux it has to be turned on first: open chrome://flags/#enable-web-bluetooth "+
		"(in Brave, on every system: brave://flags/#brave-web-bluetooth-api). On iOS use the Bluefy browser")
	ErrInsecureContext = reason.New(device.ErrNotAllowed, "Web Bluetooth works only in pages from https:// or from http://localhost")
	ErrBlockedByPolicy = reason.New(device.ErrNotAllowed, "this page may not use Bluetooth. A frame in a page of another site needs allow=\"bluetooth\", "+
		"and the Permissions-Policy header of the page must not exclude bluetooth. Opening the page in a window of its own helps")
	ErrDisabled      = reason.New(device.ErrNotAllowed, "Web Bluetooth is turned off in the settings of this browser or by its administrator")
	ErrNoPermission  = reason.New(device.ErrNotAllowed, "this browser may not use Bluetooth. Allow it in the privacy settings of the operating system")
	ErrNoAdapter     = reason.New(device.ErrUnsupported, "there is no Bluetooth adapter with Bluetooth Low Energy, or it is switched off")
	ErrNoGesture     = reason.New(device.ErrNotAllowed, "the browser shows its device chooser only after a click or key press. Start scanning from one")
	ErrChooserBusy   = reason.New(device.ErrNotAllowed, "the device chooser is already open. Choose a device or close it first")
	ErrVanished      = reason.New(device.ErrDisconnected, "the chosen device is gone. Check that it is on and near, and choose it again")
	ErrConnected     = reason.New(device.ErrNotAllowed, "the device is already connected by this page")
	ErrUnreachable   = reason.New(device.ErrDisconnected, "the device can't be reached. Check that it is on, near, and not connected to another app or to the operating system")
	ErrNotPaired     = reason.New(device.ErrNotAllowed, "the device wants to be paired. If it was paired before, remove it from the Bluetooth devices of the operating system, and connect again")
	ErrNoService     = reason.New(device.ErrNoEndpoint, "the device has none of the GATT services and characteristics that are needed to drive it")
	ErrServiceHidden = reason.New(device.ErrNotAllowed, "the browser gives access only to the GATT services that were listed when the device was chosen. Choose the device again")
	ErrBusy          = reason.New(device.ErrTimeout, "the browser still runs another GATT operation on the device. Is the device open in another tab?")
	ErrTooLong       = reason.New(device.ErrUnsupported, "the value is too long: a characteristic takes at most 512 bytes, some take less")
	ErrNoWrite       = reason.New(device.ErrUnsupported, "the characteristic can't be written, or the browser is too old (Chromium 85 is the first that can)")
)

// Error is the error of every call of this package that fails.
type Error struct {
	Op     string // what was attempted: "write tx of LVS-Hush"
	Reason error  // what went wrong: one of this package or of package device; nil if only the browser knows
	Cause  error  // what the browser said about it; nil if nothing
}

func (e *Error) Error() string { return reason.Text(e.Op, e.Reason, e.Cause) }

// Unwrap gives Reason and Cause.
func (e *Error) Unwrap() []error { return reason.Causes(e.Reason, e.Cause) }

// failure makes the error of an operation: tell gives the reason for an exception of
// JavaScript, anything else is the reason itself.
func failure(op string, err error, tell func(error) error) *Error {
	if _, thrown := errors.AsType[*jsx.Exception](err); thrown {
		return &Error{Op: op, Reason: tell(err), Cause: err}
	}
	return &Error{Op: op, Reason: err}
}

// Browsers throw the same few exceptions for many things, and only the message tells
// which; the messages are those of Chromium, the one engine that has Web Bluetooth.

// chooserReason tells what a refusal of requestDevice means: a reason, nil for an unknown
// one, or that the user closed the chooser.
func chooserReason(err error) (reason error, closed bool) {
	e, thrown := errors.AsType[*jsx.Exception](err)
	if !thrown {
		return nil, false
	}
	says := speaker(e.Message)
	switch e.Name {
	case "NotFoundError":
		switch {
		case says("cancel"):
			return nil, true
		case says("not supported on this platform"):
			return ErrNoWebBluetooth, false
		case says("disabled"):
			return ErrDisabled, false
		case says("denied"):
			return ErrNoPermission, false
		case says("doesn't exist"):
			return ErrVanished, false
		case says("not available"):
			return ErrNoAdapter, false
		}
	case "AbortError":
		return nil, true
	case "SecurityError":
		switch {
		case says("gesture"):
			return ErrNoGesture, false
		case says("blocklist"):
			return nil, false
		}
		return ErrBlockedByPolicy, false
	case "NotAllowedError":
		return ErrBlockedByPolicy, false
	}
	return nil, false
}

// connectReason tells why gatt.connect failed.
func connectReason(err error) error {
	if reason := gattReason(err); reason != device.ErrDisconnected && reason != nil {
		return reason
	}
	if jsx.IsException(err, "NetworkError") {
		return ErrUnreachable
	}
	return nil
}

// gattReason tells why an operation on a connected toy failed; nil if that is unknown.
func gattReason(err error) error {
	e, thrown := errors.AsType[*jsx.Exception](err)
	if !thrown {
		return nil
	}
	says := speaker(e.Message)
	switch e.Name {
	case "NetworkError":
		switch {
		case says("already in progress"):
			return ErrBusy
		case says("not paired"), says("authentication"):
			return ErrNotPaired
		}
		return device.ErrDisconnected
	case "InvalidStateError": // characteristics of an earlier connection
		return device.ErrDisconnected
	case "SecurityError":
		if says("not authorized") {
			return ErrNotPaired
		}
		return ErrServiceHidden
	case "NotFoundError":
		return ErrNoService
	case "InvalidModificationError":
		return ErrTooLong
	case "NotSupportedError":
		if says("not permitted") || says("not supported") {
			return device.ErrUnsupported
		}
	}
	return nil
}

func speaker(message string) func(words string) bool {
	message = ascii.ToLower(message)
	return func(words string) bool { return strings.Contains(message, words) }
}
