package client

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"github.com/gobuttplug/gobuttplug/message"
)

// What can go wrong, to be matched with errors.Is. The errors that carry one of these say
// with what.
var (
	ErrNotConnected     = errors.New("not connected to a server")
	ErrAlreadyConnected = errors.New("already connected or connecting to a server; disconnect first")
	ErrTimeout          = errors.New("no answer in time")
	ErrUnexpectedReply  = errors.New("unexpected answer")
	ErrDeviceGone       = errors.New("the device is no longer connected")
	ErrUnsupported      = errors.New("not supported by the device")
	ErrRange            = errors.New("value out of range")
	ErrAmbiguous        = errors.New("several features of the device can do this; choose one of them")
)

// Failure is what all error classes consist of: what was tried and why it failed.
type Failure struct {
	Op  string
	Err error
}

func (f *Failure) Error() string {
	if remote, ok := f.Err.(*message.Error); ok {
		return f.Op + ": the server says: " + printable(remote.Text)
	}
	return f.Op + ": " + f.Err.Error()
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Err }

type (
	// ConnectorError tells that the server could not be reached, or no longer can be: the
	// connection could not be opened, was lost, or there is none.
	ConnectorError struct{ Failure }

	// HandshakeError tells that the server was reached but no session came about. Its
	// chain has a *handshake.VersionError if the versions do not fit.
	HandshakeError struct{ Failure }

	// PingError tells that the session ended because of a missed ping.
	PingError struct{ Failure }

	// MessageError tells that one side did not understand the other.
	MessageError struct{ Failure }

	// DeviceError tells that a device could not do what was asked: it is gone, it has no
	// such feature, the value is out of its range. Most are found before anything is sent.
	DeviceError struct{ Failure }

	// UnknownError is an error of the server that has no class.
	UnknownError struct{ Failure }
)

// Code is the error code that the protocol has for the class.
func (*ConnectorError) Code() message.ErrorCode { return message.CodeUnknown }

// Code is the error code that the protocol has for the class.
func (*HandshakeError) Code() message.ErrorCode { return message.CodeHandshake }

// Code is the error code that the protocol has for the class.
func (*PingError) Code() message.ErrorCode { return message.CodePing }

// Code is the error code that the protocol has for the class.
func (*MessageError) Code() message.ErrorCode { return message.CodeMessage }

// Code is the error code that the protocol has for the class.
func (*DeviceError) Code() message.ErrorCode { return message.CodeDevice }

// Code is the error code that the protocol has for the class.
func (*UnknownError) Code() message.ErrorCode { return message.CodeUnknown }

// classify gives an error of the server its class.
func classify(op string, remote *message.Error) error {
	failure := Failure{Op: op, Err: remote}
	switch remote.Code {
	case message.CodeHandshake:
		return &HandshakeError{failure}
	case message.CodePing:
		return &PingError{failure}
	case message.CodeMessage:
		return &MessageError{failure}
	case message.CodeDevice:
		return &DeviceError{failure}
	}
	return &UnknownError{failure}
}

func connectorError(op string, err error) error { return &ConnectorError{Failure{Op: op, Err: err}} }
func messageError(op string, err error) error   { return &MessageError{Failure{Op: op, Err: err}} }
func deviceError(op string, err error) error    { return &DeviceError{Failure{Op: op, Err: err}} }

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

// printable is text of a server without what could mislead the reader of a log.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text)
}

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
