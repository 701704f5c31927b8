package bridge

import (
	"errors"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/simulated"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
	"github.com/gobuttplug/gobuttplug/websocket"
)

// ConnectorClass is the class of errors of the connection itself, for which the protocol
// has no code.
const ConnectorClass = 5

// codes are the words by which a page tells causes apart; the first that fits counts, so
// the more exact ones come first. They are listed in web/gobuttplug.d.ts.
var codes = []struct {
	cause error
	code  string
}{
	{claim.ErrTaken, "in-use"},
	{claim.ErrTakenOver, "taken-over"},
	{webbluetooth.ErrNoWebBluetooth, "no-web-bluetooth"},
	{webbluetooth.ErrInsecureContext, "insecure-context"},
	{webbluetooth.ErrBlockedByPolicy, "blocked-by-policy"},
	{webbluetooth.ErrDisabled, "bluetooth-disabled"},
	{webbluetooth.ErrNoPermission, "no-permission"},
	{webbluetooth.ErrNoAdapter, "no-adapter"},
	{webbluetooth.ErrNoGesture, "no-gesture"},
	{webbluetooth.ErrChooserBusy, "chooser-busy"},
	{webbluetooth.ErrUnreachable, "device-unreachable"},
	{webbluetooth.ErrNotPaired, "not-paired"},
	{device.ErrNotResponding, "not-responding"},
	{websocket.ErrAddress, "invalid-address"},
	{websocket.ErrUnreachable, "unreachable"},
	{websocket.ErrSecurity, "insecure-connection"},
	{websocket.ErrHandshake, "unreachable"},
	{websocket.ErrTimeout, "timeout"},
	{websocket.ErrFrameSize, "frame-too-large"},
	{websocket.ErrCongested, "congested"},
	{websocket.ErrLost, "connection-lost"},
	{errHungUp, "closed"},
	{errOverflow, "congested"},
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
	{simulated.ErrUnknown, "unknown-toy"},
	{ErrConfigInUse, "config-in-use"},
	{ErrArgument, "invalid-value"},
}

// ErrArgument tells that the page called the module with something that makes no sense.
var ErrArgument = errors.New("the page gave a value that makes no sense here")

// classCodes are the words for errors whose cause has none, by class.
var classCodes = [...]string{
	message.CodeUnknown: "unknown", message.CodeHandshake: "handshake", message.CodePing: "ping",
	message.CodeMessage: "message", message.CodeDevice: "device", ConnectorClass: "connector",
}

// Describe tells what a page needs to know of an error: its class, a word for its cause,
// and a text.
func Describe(err error) (class int, code, text string) {
	class = classOf(err)
	code = classCodes[class]
	var version *handshake.VersionError
	if errors.As(err, &version) {
		return class, "version", err.Error()
	}
	if class == int(message.CodePing) {
		return class, code, err.Error()
	}
	for i := range codes {
		if errors.Is(err, codes[i].cause) {
			return class, codes[i].code, err.Error()
		}
	}
	return class, code, err.Error()
}

// coded is what the error classes of package client have in common.
type coded interface{ Code() message.ErrorCode }

func classOf(err error) int {
	var connection *client.ConnectorError
	if errors.As(err, &connection) {
		return ConnectorClass
	}
	var one coded
	if errors.As(err, &one) {
		return int(one.Code())
	}
	return int(message.CodeUnknown)
}

// Because adds to an error the cause that got lost on its way as a message. The text stays
// that of the error.
func Because(err, cause error) error {
	if err == nil || cause == nil {
		return err
	}
	return &because{err, cause}
}

type because struct{ err, cause error }

func (b *because) Error() string   { return b.err.Error() }
func (b *because) Unwrap() []error { return []error{b.err, b.cause} }
