package bridge

import (
	"errors"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
)

// Code is the word by which a page tells a cause apart. They are listed in
// web/gobuttplug.d.ts.
type Code struct {
	Cause error // what an error Is
	Code  string
}

// codes are those of every client. The first that fits counts, so the more exact ones come
// first. The list is made when an error is told, as a page that only connects needs none.
func codes() []Code {
	return []Code{
		{client.ErrReconnecting, "reconnecting"},
		{device.ErrNotResponding, "not-responding"},
		{device.ErrLeft, "page-hidden"},
		{client.ErrAddress, "invalid-address"},
		{client.ErrUnreachable, "unreachable"},
		{client.ErrInsecure, "insecure-connection"},
		{client.ErrUpgrade, "unreachable"},
		{client.ErrTimeout, "timeout"},
		{client.ErrFrameSize, "frame-too-large"},
		{client.ErrCongested, "congested"},
		{client.ErrLost, "connection-lost"},
		{errHungUp, "closed"},
		{client.ErrNotConnected, "not-connected"},
		{client.ErrAlreadyConnected, "already-connected"},
		{client.ErrDeviceGone, "device-gone"},
		{client.ErrRange, "range"},
		{client.ErrUnsupported, "unsupported"},
		{client.ErrUnexpectedReply, "unexpected-reply"},
		{client.ErrTimeout, "timeout"},
		{client.ErrClosed, "closed"},
		{device.ErrDisconnected, "device-gone"},
		{device.ErrTimeout, "timeout"},
		{device.ErrNotAllowed, "not-allowed"},
		{device.ErrUnsupported, "unsupported"},
		{ErrArgument, "invalid-value"},
	}
}

// ErrArgument tells that the page called the module with something that makes no sense.
var ErrArgument = errors.New("the page gave a value that makes no sense here")

// classCodes are the words for errors whose cause has none, by class.
var classCodes = [...]string{
	client.UnknownError: "unknown", client.HandshakeError: "handshake", client.PingError: "ping",
	client.MessageError: "message", client.DeviceError: "device", client.ConnectorError: "connector",
}

// describe tells what a page needs to know of an error: its class, a word for its cause,
// and a text.
func (o *Outbox) describe(err error) (class client.Class, code, text string) {
	class = classOf(err)
	code = classCodes[class]
	if _, ok := errors.AsType[*handshake.VersionError](err); ok {
		return class, "version", err.Error()
	}
	if class == client.PingError {
		return class, code, err.Error()
	}
	// A toy that JavaScript drives brings the word with it.
	if coded, ok := errors.AsType[pageError](err); ok && coded.PageCode() != "" {
		return class, coded.PageCode(), err.Error()
	}
	for _, list := range o.codes {
		for _, known := range list() {
			if errors.Is(err, known.Cause) {
				return class, known.Code, err.Error()
			}
		}
	}
	return class, code, err.Error()
}

// pageError is an error that the page has a word for.
type pageError interface {
	error
	PageCode() string
}

// classOf is the class of the outermost error that has one.
func classOf(err error) client.Class {
	if errors.Is(err, client.ConnectorError) {
		return client.ConnectorError
	}
	if failed, ok := errors.AsType[*client.Error](err); ok {
		return failed.Class
	}
	return client.UnknownError
}
