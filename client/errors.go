package client

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// What can go wrong, to be matched with errors.Is. The errors that carry one of these tell what
// was tried, and with which value.
var (
	// ErrNotConnected and ErrAlreadyConnected mean that the call makes no sense now.
	ErrNotConnected     = errors.New("not connected to a server")
	ErrAlreadyConnected = errors.New("already connected or connecting to a server; disconnect first")
	// ErrTimeout means that the server did not answer in time, see Options.
	ErrTimeout = errors.New("no answer in time")
	// ErrUnexpectedReply means that the server answered something that makes no sense.
	ErrUnexpectedReply = errors.New("unexpected answer")
	// ErrDeviceGone means that the device was removed. Its Device is of no more use.
	ErrDeviceGone = errors.New("the device is no longer connected")
	// ErrUnsupported means that the device has no such output or input.
	ErrUnsupported = errors.New("not supported by the device")
	// ErrRange means that a value is outside the range of the output. Nothing was sent.
	ErrRange = errors.New("value out of range")
	// ErrAmbiguous means that a Feature has to be asked, because the Device has several.
	ErrAmbiguous = errors.New("several features of the device can do this; choose one of them")
)

// What can go wrong with a WebSocket, to be matched with errors.Is. A connection that the server
// closed matches ErrClosed.
var (
	ErrAddress     = errors.New("malformed WebSocket address")
	ErrUnreachable = errors.New("the server cannot be reached")
	ErrInsecure    = errors.New("the connection is not secure") // TLS failed, or an https page may not use ws://
	ErrUpgrade     = errors.New("the WebSocket handshake failed")
	ErrFrameSize   = errors.New("the server sent a frame that is too large")
	ErrCongested   = errors.New("too much waits to be sent or read")
	ErrLost        = errors.New("the connection broke")
)

// Error is the error of every call that fails. A command for several features may return some of
// them, joined.
type Error struct {
	Class Class
	Op    string // what was tried
	Err   error  // why it failed
}

func (e *Error) Error() string {
	if remote, ok := e.Err.(*message.Error); ok {
		return e.Op + ": the server says: " + printable(remote.Text)
	}
	return e.Op + ": " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is the Class of the error, for errors.Is.
func (e *Error) Is(target error) bool {
	class, ok := target.(Class)
	return ok && class == e.Class
}

// Class is what kind of thing went wrong. It is an error itself, so that errors.Is finds the class
// of another one:
//
//	if errors.Is(err, client.HandshakeError) { … }
type Class uint8

// The classes. The numbers of all but ConnectorError are the codes of the protocol.
const (
	// UnknownError is an error of the server that has no class, or a call that its caller
	// gave up.
	UnknownError Class = Class(message.CodeUnknown)
	// HandshakeError tells that the server was reached but no session came about. Its
	// chain has a *handshake.VersionError if the versions do not fit.
	HandshakeError Class = Class(message.CodeHandshake)
	// PingError tells that the session ended because of a missed ping.
	PingError Class = Class(message.CodePing)
	// MessageError tells that one side did not understand the other.
	MessageError Class = Class(message.CodeMessage)
	// DeviceError tells that a device could not do what was asked: it is gone, it has no
	// such feature, the value is out of its range. Most are found before anything is sent.
	DeviceError Class = Class(message.CodeDevice)
	// ConnectorError tells that the server could not be reached, or no longer can be: the
	// connection could not be opened, was lost, or there is none.
	ConnectorError Class = 5
)

func (c Class) Error() string {
	if c == ConnectorError {
		return "connector error"
	}
	return message.ErrorCode(c).String()
}

// classify gives an error of the server its class.
func classify(op string, remote *message.Error) error {
	class := UnknownError
	if remote.Code <= message.CodeDevice {
		class = Class(remote.Code)
	}
	return &Error{class, op, remote}
}

func connectorError(op string, err error) error { return &Error{ConnectorError, op, err} }
func messageError(op string, err error) error   { return &Error{MessageError, op, err} }
func deviceError(op string, err error) error    { return &Error{DeviceError, op, err} }

// unreadable is the error of a request whose answer could not be decoded. It is not one
// that the server sent.
func unreadable(op string, answer *Invalid) error {
	return messageError(op, &detail{ErrUnexpectedReply, "unreadable answer: " + printable(answer.Reason.Error())})
}

// detail says more about one of the errors of this package.
type detail struct {
	kind error
	text string
}

func (d *detail) Error() string { return d.text }
func (d *detail) Unwrap() error { return d.kind }

// printable is text of a server without what could mislead the reader of a log: control characters, line breaks and what
// turns the direction of text.
func printable(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r < ' ', 0x7f <= r && r <= 0x9f, r == 0x61c, 0x200e <= r && r <= 0x200f,
			0x2028 <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
			r = ' '
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// quote is text of a server, or an address, with quotes around it.
func quote(text string) string { return printable(string(jsonx.AppendString(nil, text))) }

// describe says what m asks for.
func describe(m message.Message) string {
	switch m := m.(type) {
	case *message.OutputCmd:
		return "OutputCmd " + m.Type.String() + " " + itoa(int64(m.Value)) + featureAt(m.DeviceIndex, m.FeatureIndex)
	case *message.InputCmd:
		return "InputCmd " + m.Command.String() + " " + m.Type.String() + featureAt(m.DeviceIndex, m.FeatureIndex)
	case *message.StopCmd:
		switch {
		case m.DeviceIndex == nil:
			return "StopCmd for all devices"
		case m.FeatureIndex == nil:
			return "StopCmd for device " + itoa(int64(*m.DeviceIndex))
		}
		return "StopCmd" + featureAt(*m.DeviceIndex, *m.FeatureIndex)
	}
	return m.MessageName()
}

func featureAt(device, feature uint32) string {
	return " for device " + itoa(int64(device)) + ", feature " + itoa(int64(feature))
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// decimal is a number for people, with at most nine digits behind the point. strconv would bring its tables into the
// module.
func decimal(x float64) string {
	const one = 1e9
	switch {
	case x != x:
		return "NaN"
	case x >= one:
		return "of " + itoa(one) + " or more"
	case x <= -one:
		return "of " + itoa(-one) + " or less"
	case x < 0:
		return "-" + decimal(-x)
	}
	n := int64(math.Round(x * one))
	text := itoa(n / one)
	if rest := n % one; rest != 0 {
		return text + "." + strings.TrimRight(itoa(one + rest)[1:], "0")
	}
	if x != math.Trunc(x) {
		return text + ".000…"
	}
	return text
}
