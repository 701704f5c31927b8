// Package bluetooth finds Bluetooth LE toys and talks to them from a native program: a
// device.Scanner over the Bluetooth of the system.
//
//   - On Linux that is BlueZ, over the system's D-Bus.
//   - On Windows and macOS it is the library tinygo.org/x/bluetooth; on macOS the program
//     has to be built with cgo.
//   - Elsewhere New makes a Scanner that fails with ErrNoBluetooth.
//
// BlueZ is spoken to directly, because that library does not tell there when a toy is gone
// or how a characteristic may be written, can't give up an operation, and trusts that every
// property is there.
//
// # Talking to toys
//
// A link runs one operation at a time and makes the next one wait, also when the caller of
// the first has given up. A toy that does not answer within Options.OperationTimeout is
// disconnected: its pending operation would block every later one, a stop among them.
//
// Where a characteristic allows only writes with response, or only those without, these are
// used, whatever was asked for, and a line is logged.
//
// A read of a characteristic that is subscribed may arrive as a notification too.
//
// # Errors
//
// Errors are *Error. What went wrong is matched with errors.Is, by the errors of this
// package, or by class with those of package device.
package bluetooth
