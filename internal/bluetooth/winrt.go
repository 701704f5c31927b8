//go:build !js

package bluetooth

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/reason"
)

// What Windows and the library for it say. It is kept apart from the rest so that it can be
// tested anywhere.

// errNoRadio is for what Windows says of both.
var errNoRadio = reason.New(ErrOff, "Bluetooth is switched off, or there is no Bluetooth adapter. Switch it on in the settings of Windows, or plug one in")

// coded is an error of COM; its text is a sentence in the language of the user.
type coded interface {
	error
	Code() uintptr // HRESULT
}

// enabled is the result of entering the apartment of COM, where a thread may be already.
func enabled(err error) error {
	if c, ok := errors.AsType[coded](err); ok {
		switch uint32(c.Code()) {
		case 1, 0x80010106: // S_FALSE, RPC_E_CHANGED_MODE
			return nil
		}
	}
	return err
}

// guarded calls the library. It trusts that a read and the like have given a value, and
// panics if a toy has gone away instead. That must not end the program, and with it what
// stops the other toys.
func guarded[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if problem := recover(); problem != nil {
			err = fmt.Errorf("there was no answer (%v)", problem)
		}
	}()
	return f()
}

// windowsError gives an error of the library the reason that it stands for. Only its text
// and its code tell which.
func windowsError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	if c, ok := errors.AsType[coded](err); ok {
		text += fmt.Sprintf(" 0x%08X", uint32(c.Code()))
	}
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case says("(error code 1)", "0x800710DF"): // BluetoothError: RadioNotAvailable; the device is not ready
		return &said{errNoRadio, err}
	case says("(error code 5)", "(error code 7)", "(error code 8)", "0x80070005"): // disabled by policy or user, consent, access denied
		return &said{ErrNoPermission, err}
	case says("(error code 6)", "(error code 9)"): // not supported
		return &said{ErrNoAdapter, err}
	case says("not supported"):
		return &said{device.ErrUnsupported, err}
	case says("code 0x0005)", "code 0x0008)", "code 0x000C)", "code 0x000F)"):
		return &said{ErrNotPaired, err}
	case says("code 0x000D)"):
		return &said{ErrTooLong, err}
	case says("with the given address was not found", "operation failed with code 1"): // unreachable
		return &said{ErrUnreachable, err}
	case says("0x80000013", "0x8000000D", "0x8007048F"): // closed, illegal state, not connected
		return &said{device.ErrDisconnected, err}
	}
	return &said{nil, err}
}
