// Package conformance checks clients of protocol version 4: a WebSocket server with three
// devices that plays one scenario to each client that connects, and watches what the
// client does.
//
// # Writing a driver
//
// A client cannot know what a scenario wants, so its author writes a small driver: for
// each scenario it connects to ws://HOST:PORT/NAME, does what Scenario.Steps say ("gobuttplug
// conformance --list" prints them), and stays connected until the server closes the
// connection. drive.go is the driver of this module's own
// client, and short enough to be taken as the model.
//
// # Observations
//
// Part of a scenario cannot be seen on the wire: which events the client raises, what its
// calls return. A driver may report these as lines of text, each as soon as it happens. It
// connects to ws://HOST:PORT/NAME?observe and sends the lines to http://HOST:PORT/NAME with
// POST, one or several at a time, in order. Without ?observe those steps are skipped.
//
//	connected                   connect has returned without an error
//	failed CLASS                a call, or connect, has failed with an error of this class:
//	                            connector, handshake, ping, message, device or unknown
//	device-added D              event: device D is new
//	device-removed D            event: device D is gone
//	device-gone D               the object of device D says that it is not connected
//	reading D F TYPE VALUE      event: a subscribed input has a new value
//	read D F TYPE VALUE         reading an input has returned a value
//	output D F TYPE             the client shows an output of this type
//	input D F TYPE              the client shows an input of this type
//	scanning-finished           event
//	error                       event: the server sent an error that answers no request
//	ping-timeout                event
//	disconnected                event: the connection has ended
//	done                        the driver has done all it had to
package conformance
