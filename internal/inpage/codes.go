// Package inpage is the part of the border between page and module that only a module with
// a server has: what that server tells of toys, configuration and errors.
package inpage

import (
	"github.com/gobuttplug/gobuttplug/device/simulated"
	"github.com/gobuttplug/gobuttplug/internal/bridge"
	"github.com/gobuttplug/gobuttplug/internal/claim"
	"github.com/gobuttplug/gobuttplug/webbluetooth"
)

// Codes are the words for causes that only the server in the page has.
func Codes() []bridge.Code {
	return []bridge.Code{
		{Cause: claim.ErrTaken, Code: "in-use"},
		{Cause: claim.ErrTakenOver, Code: "taken-over"},
		{Cause: webbluetooth.ErrNoWebBluetooth, Code: "no-web-bluetooth"},
		{Cause: webbluetooth.ErrInsecureContext, Code: "insecure-context"},
		{Cause: webbluetooth.ErrBlockedByPolicy, Code: "blocked-by-policy"},
		{Cause: webbluetooth.ErrDisabled, Code: "bluetooth-disabled"},
		{Cause: webbluetooth.ErrNoPermission, Code: "no-permission"},
		{Cause: webbluetooth.ErrNoAdapter, Code: "no-adapter"},
		{Cause: webbluetooth.ErrNoGesture, Code: "no-gesture"},
		{Cause: webbluetooth.ErrChooserBusy, Code: "chooser-busy"},
		{Cause: webbluetooth.ErrUnreachable, Code: "device-unreachable"},
		{Cause: webbluetooth.ErrNotPaired, Code: "not-paired"},
		{Cause: simulated.ErrUnknown, Code: "unknown-toy"},
		{Cause: ErrConfigInUse, Code: "config-in-use"},
	}
}
