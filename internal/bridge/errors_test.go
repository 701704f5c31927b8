package bridge_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gobuttplug/gobuttplug/client"
	buttplug "github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/handshake"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/message"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
	"github.com/gobuttplug/gobuttplug/websocket"
	"github.com/stretchr/testify/assert"
)

type device = buttplug.Scanner

func TestDescribe(t *testing.T) {
	fail := func(err error) client.Failure { return client.Failure{Op: "op", Err: err} }
	for _, tt := range []struct {
		err   error
		class int
		code  string
	}{
		{&client.ConnectorError{Failure: fail(client.ErrNotConnected)}, 5, "not-connected"},
		{&client.ConnectorError{Failure: fail(&websocket.Error{Kind: websocket.ErrAddress})}, 5, "invalid-address"},
		{&client.ConnectorError{Failure: fail(&websocket.Error{Kind: client.ErrClosed})}, 5, "closed"},
		{&client.ConnectorError{Failure: fail(errors.New("?"))}, 5, "connector"},
		{&client.HandshakeError{Failure: fail(&handshake.VersionError{Client: 4, Server: 3})}, 1, "version"},
		{&client.HandshakeError{Failure: fail(message.NewError(1, message.CodeHandshake, "no"))}, 1, "handshake"},
		{&client.PingError{Failure: fail(message.NewError(0, message.CodePing, "late"))}, 2, "ping"},
		{&client.MessageError{Failure: fail(client.ErrUnexpectedReply)}, 3, "unexpected-reply"},
		{&client.DeviceError{Failure: fail(client.ErrDeviceGone)}, 4, "device-gone"},
		{&client.DeviceError{Failure: fail(client.ErrRange)}, 4, "range"},
		{&client.UnknownError{Failure: fail(message.NewError(1, 0, "?"))}, 0, "unknown"},
		{bridge.Because(&client.DeviceError{Failure: fail(message.NewError(1, 4, "could not begin"))},
			&webbluetooth.Error{Op: "requestDevice", Reason: webbluetooth.ErrNoGesture}), 4, "no-gesture"},
		{bridge.Because(&client.DeviceError{Failure: fail(message.NewError(0, 4, "was disconnected"))},
			fmt.Errorf("%w: %w", buttplug.ErrNotResponding, webbluetooth.ErrBusy)), 4, "not-responding"},
		{fmt.Errorf("read: %w", webbluetooth.ErrBusy), 0, "timeout"},
		{errors.New("?"), 0, "unknown"},
		{bridge.ErrArgument, 0, "invalid-value"},
	} {
		class, code, text := bridge.Describe(tt.err)
		assert.Equal(t, tt.class, class, "%v", tt.err)
		assert.Equal(t, tt.code, code, "%v", tt.err)
		assert.Equal(t, tt.err.Error(), text)
	}
}

func TestBecauseKeepsWhatIsThere(t *testing.T) {
	err := errors.New("x")
	assert.Equal(t, err, bridge.Because(err, nil))
	assert.NoError(t, bridge.Because(nil, err))
	assert.Equal(t, "x", bridge.Because(err, errors.New("y")).Error())
}

type scanner struct{ err error }

func (s *scanner) Name() string { return "test" }

func (s *scanner) Scan(_ context.Context, started func(), _ func(buttplug.Peripheral)) error {
	started()
	return s.err
}

func TestScanLog(t *testing.T) {
	var log bridge.ScanLog
	failing, fine := log.Watch(&scanner{webbluetooth.ErrNoAdapter}), log.Watch(&scanner{})
	assert.Equal(t, "test", failing.Name())
	assert.NoError(t, log.Last())
	assert.ErrorIs(t, failing.Scan(t.Context(), func() {}, nil), webbluetooth.ErrNoAdapter)
	assert.ErrorIs(t, log.Last(), webbluetooth.ErrNoAdapter)
	assert.NoError(t, fine.Scan(t.Context(), func() {}, nil))
	assert.NoError(t, log.Last())
}
