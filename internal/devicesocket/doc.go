// Package devicesocket takes devices that connect by WebSocket, as the official server
// does on port 54817: self-made ones, simulators, and programs that pretend to be a toy.
//
// A device connects and tells what it is, as text and within a few seconds:
//
//	{"identifier": "My OSR2", "address": "osr2-1", "version": 0}
//
// Identifier is the name by which the catalogue finds its protocol: that of a "websocket"
// entry of a configuration file, or one that Bluetooth toys of the protocol advertise.
// Address tells devices apart; one that connects again with the same address replaces the
// connection before. From then on each binary message to the device is a write to endpoint
// tx, and each message from it, text or binary, is a notification of endpoint rx.
package devicesocket
