// Package message holds the messages of the Buttplug protocol, spec version 4, as Go values, and
// the codec between them and JSON text frames.
//
// A frame is read in two steps, so that one bad message does not spoil the others:
//
//	for el, bad := range message.Elements(frame, message.DefaultLimits) {
//		var m message.Message
//		if bad == nil {
//			m, bad = message.DecodeClient(el) // or DecodeServer
//		}
//		if bad != nil {
//			reply(bad) // a *message.Error with the Id of the request
//			continue
//		}
//		...
//	}
//
// What peers send is not trusted: it is bounded by Limits, and whatever it is, decoding ends
// with a message or an Error. Append writes a message.
//
// Everything inside gobuttplug speaks version 4. A server translates for clients of versions 0
// to 3 at the edge of their sessions.
package message

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// SpecMajor and SpecMinor are the protocol version that this module speaks.
const (
	SpecMajor = 4
	SpecMinor = 0
)

// Message is one protocol message. Messages are used as pointers (*Ok, *OutputCmd, …) and not
// changed once they were sent.
type Message interface {
	// MessageID is the Id field: 0 for what a server sends on its own, 1 to 4294967295 for
	// requests and their replies.
	MessageID() uint32
	// SetMessageID sets the Id field.
	SetMessageID(id uint32)
	// MessageName is the name on the wire, "OutputCmd" for example.
	MessageName() string
}

// Header carries the Id that every message has.
type Header struct{ ID uint32 }

// MessageID implements Message.
func (h *Header) MessageID() uint32 { return h.ID }

// SetMessageID implements Message.
func (h *Header) SetMessageID(id uint32) { h.ID = id }

// Status messages.
type (
	// Ok tells that a request was accepted (server to client).
	Ok struct{ Header }

	// Error tells that a request failed, or, with Id 0, that something else did (server to
	// client). As a Go error it wraps Cause.
	Error struct {
		Header
		Text string // ErrorMessage on the wire: what went wrong, for people
		Code ErrorCode
		// Cause is the error that Text tells of, for a client in the same process. It is not
		// on the wire, and may be nil.
		Cause error
	}

	// Ping keeps a session alive whose server asked for it (client to server).
	Ping struct{ Header }
)

// Handshake messages.
type (
	// RequestServerInfo opens a session (client to server).
	RequestServerInfo struct {
		Header
		ClientName   string
		Form         VersionForm
		Major, Minor uint32 // the version that the client speaks; see Form
	}

	// ServerInfo accepts a session (server to client).
	ServerInfo struct {
		Header
		ServerName   string
		MaxPingTime  time.Duration // the longest between two Pings, whole milliseconds; 0: none needed
		Major, Minor uint32        // the version of the session
	}

	// Disconnect ends a session (client to server).
	Disconnect struct{ Header }
)

// VersionForm is how a RequestServerInfo gives the client's version.
type VersionForm uint8

// The forms, from the newest to the oldest.
const (
	FormProtocolVersion VersionForm = iota // ProtocolVersionMajor and ProtocolVersionMinor: version 4 and later
	FormMessageVersion                     // MessageVersion, given in Major: versions 1 to 3
	FormNone                               // no version field: version 0
)

// Enumeration messages.
type (
	// StartScanning asks for new devices (client to server).
	StartScanning struct{ Header }
	// StopScanning ends scanning (client to server).
	StopScanning struct{ Header }
	// ScanningFinished tells that scanning ended by itself (server to client).
	ScanningFinished struct{ Header }
	// RequestDeviceList asks for a DeviceList (client to server).
	RequestDeviceList struct{ Header }
	// DeviceList is the whole set of connected devices (server to client): the reply
	// to RequestDeviceList, and with Id 0 sent whenever the set changed.
	DeviceList struct {
		Header
		Devices []*device.Definition // as announced, in ascending order of Index
	}
)

// Device commands.
type (
	// OutputCmd sets one output of one feature (client to server).
	OutputCmd struct {
		Header
		DeviceIndex, FeatureIndex uint32
		Type                      device.OutputType
		Value                     int32         // in steps, within the announced range
		Duration                  time.Duration // whole milliseconds; only for HwPositionWithDuration
	}

	// StopCmd stops outputs, ends subscriptions, or both (client to server).
	StopCmd struct {
		Header
		DeviceIndex  *uint32 // nil: all devices
		FeatureIndex *uint32 // nil: all features; ignored without DeviceIndex
		Inputs       bool    // end subscriptions; true when absent on the wire
		Outputs      bool    // stop outputs; true when absent on the wire
	}

	// InputCmd reads an input, or starts or ends its subscription (client to server).
	InputCmd struct {
		Header
		DeviceIndex, FeatureIndex uint32
		Type                      device.InputType
		Command                   device.InputCommand
	}

	// InputReading is a value of an input (server to client): the reply to a Read, or
	// with Id 0 the data of a subscription.
	InputReading struct {
		Header
		DeviceIndex, FeatureIndex uint32
		Type                      device.InputType
		Value                     int32 // in the unit of Type
	}
)

func (*Ok) MessageName() string                { return "Ok" }
func (*Error) MessageName() string             { return "Error" }
func (*Ping) MessageName() string              { return "Ping" }
func (*RequestServerInfo) MessageName() string { return "RequestServerInfo" }
func (*ServerInfo) MessageName() string        { return "ServerInfo" }
func (*Disconnect) MessageName() string        { return "Disconnect" }
func (*StartScanning) MessageName() string     { return "StartScanning" }
func (*StopScanning) MessageName() string      { return "StopScanning" }
func (*ScanningFinished) MessageName() string  { return "ScanningFinished" }
func (*RequestDeviceList) MessageName() string { return "RequestDeviceList" }
func (*DeviceList) MessageName() string        { return "DeviceList" }
func (*OutputCmd) MessageName() string         { return "OutputCmd" }
func (*StopCmd) MessageName() string           { return "StopCmd" }
func (*InputCmd) MessageName() string          { return "InputCmd" }
func (*InputReading) MessageName() string      { return "InputReading" }
