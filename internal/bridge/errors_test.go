package bridge_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/internal/inpage"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
	"github.com/stretchr/testify/assert"
)

func TestErrorsAreToldWithTheirCodes(t *testing.T) {
	fail := func(class client.Class, err error) error { return &client.Error{Class: class, Op: "op", Err: err} }
	for _, tt := range []struct {
		err   error
		class client.Class
		code  string
	}{
		{fail(client.ConnectorError, client.ErrNotConnected), 5, "not-connected"},
		{fail(client.ConnectorError, &client.WebSocketError{Kind: client.ErrAddress}), 5, "invalid-address"},
		{fail(client.ConnectorError, &client.WebSocketError{Kind: client.ErrClosed}), 5, "closed"},
		{fail(client.ConnectorError, errors.New("?")), 5, "connector"},
		{fail(client.HandshakeError, &handshake.VersionError{Client: 4, Server: 3}), 1, "version"},
		{fail(client.HandshakeError, message.NewError(1, message.CodeHandshake, "no")), 1, "handshake"},
		{fail(client.PingError, message.NewError(0, message.CodePing, "late")), 2, "ping"},
		{fail(client.MessageError, client.ErrUnexpectedReply), 3, "unexpected-reply"},
		{fail(client.DeviceError, client.ErrDeviceGone), 4, "device-gone"},
		{fail(client.DeviceError, client.ErrRange), 4, "range"},
		{fail(client.UnknownError, message.NewError(1, 0, "?")), 0, "unknown"},
		{fail(client.DeviceError, &message.Error{Text: "could not begin", Code: message.CodeDevice,
			Cause: &webbluetooth.Error{Op: "requestDevice", Reason: webbluetooth.ErrNoGesture}}), 4, "no-gesture"},
		{fail(client.DeviceError, &message.Error{Text: "was disconnected", Code: message.CodeDevice,
			Cause: fmt.Errorf("%w: %w", device.ErrNotResponding, webbluetooth.ErrBusy)}), 4, "not-responding"},
		{fmt.Errorf("read: %w", webbluetooth.ErrBusy), 0, "timeout"},
		{errors.New("?"), 0, "unknown"},
		{bridge.ErrArgument, 0, "invalid-value"},
	} {
		events := handed(t, func(_ *testing.T, out *bridge.Outbox) { out.Fail(1, tt.err) }, inpage.Codes)
		assert.Equal(t, []any{[]any{"fail", 1.0, float64(tt.class), tt.code, tt.err.Error()}}, events)
	}
	gesture := fail(client.DeviceError, webbluetooth.ErrNoGesture)
	events := handed(t, func(_ *testing.T, out *bridge.Outbox) { out.Fail(1, gesture) })
	assert.Equal(t, []any{[]any{"fail", 1.0, 4.0, "not-allowed", gesture.Error()}}, events, "a module without a server knows no causes of one")
}
