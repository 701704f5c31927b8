// Package webbluetooth finds toys and talks to them through the Web Bluetooth of the browser that
// the program runs in: a device.Scanner over navigator.bluetooth.
//
//	known := catalog.Builtin(protocol.All().Has)
//	scanner := webbluetooth.New(webbluetooth.Options{Filters: known.Filters, Services: known.ServiceUUIDs})
//	srv := server.New(server.Options{
//		Catalog:   known,
//		Protocols: protocol.All(),
//		Scanners:  []device.Scanner{scanner},
//	})
//
// Scanner exists only in programs built with GOOS=js GOARCH=wasm; elsewhere the package holds
// nothing but its options and errors.
//
// # Finding toys
//
// A page can't look around by itself. Each Scan opens the browser's chooser, in which the user
// picks one toy, and it must come within about five seconds of a click or key press. Closing the
// chooser ends the scan without an error. Once a toy was chosen, its Peripheral can be connected
// as often as needed, without another chooser, until the page is loaded again. Scanner.Known has
// those of earlier visits, where the browser can tell.
//
// # Talking to them
//
// Browsers on Windows and Android refuse an operation on a toy while another one is going on. So
// a link runs one at a time and makes the next one wait, also when the caller of the first has
// given up. If the browser refuses an operation all the same (because of another tab, or of
// WriteNow), it is tried again up to five times, within a third of a second.
//
// For the same reason a toy that does not answer within Options.OperationTimeout is disconnected:
// its pending operation would block every later one, a stop among them, and there is no way to
// cancel it.
//
// Writes use writeValueWithResponse and writeValueWithoutResponse. Where a characteristic allows
// only one of the two, that one is used, whatever was asked for, and a line is logged.
//
// A read of a characteristic that is subscribed arrives as a notification too; that is how the
// platform does it.
//
// # Errors
//
// Errors are *Error. What went wrong is matched with errors.Is, by the errors of this package or,
// for its class, by those of package device: device.ErrUnsupported, device.ErrNotAllowed,
// device.ErrDisconnected, device.ErrTimeout, device.ErrNoEndpoint. What the browser said is in the
// chain, too.
package webbluetooth
