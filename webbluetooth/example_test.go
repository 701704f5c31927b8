package webbluetooth_test

import (
	"errors"
	"fmt"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// A page tells its user what to do, by what went wrong or by the class of it.
func ExampleError() {
	for _, err := range []error{
		&webbluetooth.Error{Op: "choose a device", Reason: webbluetooth.ErrNoGesture},
		&webbluetooth.Error{Op: "choose a device", Reason: webbluetooth.ErrDisabled},
		&webbluetooth.Error{Op: "connect to LVS-Hush", Reason: webbluetooth.ErrUnreachable},
	} {
		switch {
		case errors.Is(err, webbluetooth.ErrNoGesture):
			fmt.Println("click the button first")
		case errors.Is(err, device.ErrNotAllowed):
			fmt.Println("the browser says no:", err)
		case errors.Is(err, device.ErrDisconnected):
			fmt.Println("come nearer")
		}
	}
	// Output:
	// click the button first
	// the browser says no: choose a device: Web Bluetooth is turned off in the settings of this browser or by its administrator
	// come nearer
}
