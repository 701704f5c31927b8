// Package client talks to a Buttplug server: it lists the server's devices, drives their
// outputs and reads their inputs.
//
//	c := client.New(client.Options{Name: "My app"})
//	c.OnDeviceAdded(func(d *client.Device) {
//		_ = d.Vibrate(context.Background(), 0.5)
//	})
//	err := c.Connect(ctx, client.WebSocket{Address: "ws://127.0.0.1:12345"})
//	...
//	err = c.StartScanning(ctx)
//
// # Errors
//
// Errors are *Error. Their class is found with errors.Is: ConnectorError, HandshakeError,
// PingError, MessageError, DeviceError or UnknownError. So is what exactly went wrong:
// ErrNotConnected, ErrTimeout, ErrDeviceGone, ErrUnsupported, ErrRange and so on. An error
// that the server sent has a *message.Error in its chain. A call whose context ended returns
// an error that matches that of the context.
//
// # Lost connections
//
// Options.Reconnect makes a client connect again when its connection is lost. A server in the
// same process fetches toys back that drop out (server.Reconnect). In both cases a Device stays
// the same, Device.Reconnecting tells of it, and calls fail with ErrReconnecting until it is
// back.
//
// # Events
//
// Handlers are registered with the On… methods, before or after Connect, and stay
// registered until the function is called that the registration returned. They run one
// after the other, in the order of the events, in a goroutine of the client that holds no
// locks: a handler may call every method of Client, Device and Feature. While a handler
// runs, other events wait; if very many do, readings of one input are merged to the
// newest, and Error and ScanningFinished events are dropped. Connect and Disconnect wait
// until the handlers have been told of what they did, but not for a handler that runs when
// they are called, because it may be their caller: the others are told meanwhile.
//
// All methods may be called from any goroutine.
package client
