package webbluetooth

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsx"
)

// The messages below are those of Chromium.

func TestChooserReason(t *testing.T) {
	for _, c := range []struct {
		name, message string
		reason        error
		closed        bool
	}{
		{"NotFoundError", "User cancelled the requestDevice() chooser.", nil, true},
		{"AbortError", "", nil, true},
		{"NotFoundError", "Bluetooth adapter not available.", ErrNoAdapter, false},
		{"NotFoundError", "Bluetooth Low Energy not available.", ErrNoAdapter, false},
		{"NotFoundError", "Web Bluetooth API globally disabled.", ErrDisabled, false},
		{"NotFoundError", "User or their enterprise policy has disabled Web Bluetooth.", ErrDisabled, false},
		{"NotFoundError", "User denied the browser permission to scan for Bluetooth devices.", ErrNoPermission, false},
		{"NotFoundError", "User selected a device that doesn't exist anymore.", ErrVanished, false},
		{"NotFoundError", "Web Bluetooth is not supported on this platform. For a list of supported platforms see: https://goo.gl/J6ASzs",
			ErrNoWebBluetooth, false},
		{"NotFoundError", "something new", nil, false},
		{"SecurityError", "Must be handling a user gesture to show a permission request.", ErrNoGesture, false},
		{"SecurityError", "Access to the feature \"bluetooth\" is disallowed by permissions policy.", ErrBlockedByPolicy, false},
		{"SecurityError", "requestDevice() called from an opaque origin.", ErrBlockedByPolicy, false},
		{"SecurityError", "requestDevice() called with a filter containing a blocklisted UUID or manufacturer data.", nil, false},
		{"NotAllowedError", "Web Bluetooth is not allowed in a fenced frame tree.", ErrBlockedByPolicy, false},
		{"TypeError", "A device name can't be longer than 248 bytes.", nil, false},
	} {
		reason, closed := chooserReason(&jsx.Exception{Name: c.name, Message: c.message})
		assert.Equal(t, c.reason, reason, c.message)
		assert.Equal(t, c.closed, closed, c.message)
	}
	reason, closed := chooserReason(errors.New("no exception"))
	assert.NoError(t, reason)
	assert.False(t, closed)
}

func TestConnectAndGATTReason(t *testing.T) {
	for _, c := range []struct {
		name, message string
		connect, gatt error
	}{
		{"NetworkError", "Connection already in progress.", ErrBusy, ErrBusy},
		{"NetworkError", "GATT operation already in progress.", ErrBusy, ErrBusy},
		{"NetworkError", "Authentication canceled.", ErrNotPaired, ErrNotPaired},
		{"NetworkError", "GATT Error: Not paired.", ErrNotPaired, ErrNotPaired},
		{"NetworkError", "Connection failed for unknown reason.", ErrUnreachable, device.ErrDisconnected},
		{"NetworkError", "Bluetooth Device is no longer in range.", ErrUnreachable, device.ErrDisconnected},
		{"InvalidStateError", "GATT Characteristic no longer exists.", nil, device.ErrDisconnected},
		{"SecurityError", "GATT operation not authorized.", ErrNotPaired, ErrNotPaired},
		{"SecurityError", "Origin is not allowed to access the service.", ErrServiceHidden, ErrServiceHidden},
		{"NotFoundError", "No Services found in device.", ErrNoService, ErrNoService},
		{"InvalidModificationError", "GATT Error: invalid attribute length.", ErrTooLong, ErrTooLong},
		{"NotSupportedError", "GATT operation not permitted.", device.ErrUnsupported, device.ErrUnsupported},
		{"NotSupportedError", "GATT operation failed for unknown reason.", nil, nil},
	} {
		err := &jsx.Exception{Name: c.name, Message: c.message}
		assert.Equal(t, c.connect, connectReason(err), c.message)
		assert.Equal(t, c.gatt, gattReason(err), c.message)
	}
	assert.NoError(t, gattReason(nil))
	assert.NoError(t, gattReason(errors.New("no exception")))
	assert.NoError(t, connectReason(errors.New("no exception")))
}

func TestReasonsHaveAClass(t *testing.T) {
	for class, reasons := range map[error][]error{
		device.ErrUnsupported:  {ErrNoWebBluetooth, ErrNoAdapter, ErrTooLong, ErrNoWrite},
		device.ErrNotAllowed:   {ErrInsecureContext, ErrBlockedByPolicy, ErrDisabled, ErrNoPermission, ErrNoGesture, ErrChooserBusy, ErrConnected, ErrNotPaired, ErrServiceHidden},
		device.ErrDisconnected: {ErrVanished, ErrUnreachable},
		device.ErrNoEndpoint:   {ErrNoService},
		device.ErrTimeout:      {ErrBusy},
	} {
		for _, reason := range reasons {
			assert.ErrorIs(t, reason, class)
		}
	}
}

func TestErrorText(t *testing.T) {
	cause := &jsx.Exception{Name: "NetworkError", Message: "gone"}
	for text, err := range map[string]*Error{
		"write tx failed":                                             {Op: "write tx"},
		"write tx: NetworkError: gone":                                {Op: "write tx", Cause: cause},
		"write tx: " + ErrTooLong.Error():                             {Op: "write tx", Reason: ErrTooLong},
		"write tx: " + ErrNotPaired.Error() + " (NetworkError: gone)": {Op: "write tx", Reason: ErrNotPaired, Cause: cause},
	} {
		assert.EqualError(t, err, text)
		assert.Equal(t, err.Cause != nil, jsx.IsException(err, "NetworkError"))
	}
}
