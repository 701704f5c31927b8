// Package client talks to a Buttplug server: it lists the server's devices, drives their outputs
// and reads their inputs.
//
//	c := client.New(client.Options{Name: "My app"})
//	c.OnDeviceAdded(func(d *client.Device) {
//		_ = d.Vibrate(context.Background(), 0.5)
//	})
//	err := c.Connect(ctx, client.WebSocket{Address: "ws://127.0.0.1:12345"})
//	...
//	err = c.StartScanning(ctx)
//	...
//	err = c.Disconnect(ctx) // stops all devices
//
// All methods may be called from any goroutine, if their documentation says nothing else.
//
// # Waiting
//
// Methods with a context send a request and return when the server has answered it. They return
// at once when the context has ended; the server may carry out the request all the same. Whatever
// the context, they fail with ErrTimeout after Options.RequestTimeout, and with a ConnectorError
// when the connection is lost. A caller that must not wait uses Start or a Batch.
//
// # Errors
//
// Errors are *Error, or join several of them. Their class is found with errors.Is:
// ConnectorError, HandshakeError, PingError, MessageError, DeviceError or UnknownError. So is
// what exactly went wrong: ErrNotConnected, ErrTimeout, ErrDeviceGone, ErrUnsupported, ErrRange
// and so on. An error that the server sent has a *message.Error in its chain. A call whose
// context ended returns an error that matches that of the context, or its cause.
//
// # Lost connections
//
// With Options.Reconnect a client connects again when its connection is lost. A server in the same
// process connects toys again that drop out (server.Reconnect). In both cases a Device stays the
// same, Device.Reconnecting tells of it, and calls fail with ErrReconnecting until it is back.
//
// # Events
//
// Handlers are registered with the On… methods, before or after Connect, and stay registered until
// the function that the registration returned is called. They run one after the other, in the
// order of the events, in a goroutine of the client that holds no locks: a handler may call every
// method of Client, Device and Feature. While a handler runs, other events wait. If more than 4096
// do, of the readings of an input only the newest stays, and errors and the ends of scans are
// dropped.
//
// Connect and Disconnect return when the handlers have been told of what they did. They do not
// wait for a handler that runs when they are called, because it may be their caller; the other
// handlers are told meanwhile.
//
// # In a page
//
// Built for GOOS=js GOARCH=wasm, the package is the same but for WebSocket, which uses the
// browser's. The fields of WebSocket.Native are there in native builds only.
package client
