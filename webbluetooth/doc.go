// Package webbluetooth finds toys and talks to them through the Web Bluetooth of the
// browser that the program runs in: a device.Scanner over navigator.bluetooth. It exists
// only in programs built with GOOS=js GOARCH=wasm; elsewhere the package holds nothing
// but its options and errors.
//
// # Finding toys
//
// A page can't look around by itself. Each Scan opens the browser's chooser, in which the
// user picks one toy, and it must come within about five seconds of a click or key press.
// Closing the chooser ends the scan without an error. Once a toy was chosen, its
// Peripheral can be connected as often as needed, without another chooser, as long as the
// page is not reloaded. Scanner.Known has those of earlier visits, where the browser can.
//
// # Talking to them
//
// Browsers on Windows and Android refuse an operation on a toy while another one is
// going on. So a link runs one at a time and makes the next one wait, also when the
// caller of the first has given up. If the browser refuses all the same (another tab,
// WriteNow), the operation is tried again a few times.
//
// For the same reason a toy that does not answer within Options.OperationTimeout is
// disconnected: its pending operation would block every later one, a stop among them,
// and there is no way to cancel it.
//
// Writes use the explicit writeValueWithResponse and writeValueWithoutResponse. Where the
// characteristic allows only one of the two, that one is used, whatever was asked for,
// and a line is logged.
//
// A read of a characteristic that is subscribed arrives as a notification too; that is how
// the platform does it.
//
// # Errors
//
// Errors are *Error. What went wrong is matched with errors.Is, by the errors of this
// package, or by class with those of package device: device.ErrUnsupported,
// device.ErrNotAllowed, device.ErrDisconnected, device.ErrTimeout, device.ErrNoEndpoint.
package webbluetooth
