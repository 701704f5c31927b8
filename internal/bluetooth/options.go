//go:build !js

package bluetooth

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// Defaults of Options.
const (
	// DefaultConnectTimeout leaves room for a toy that has to be found again first.
	DefaultConnectTimeout = 20 * time.Second
	// DefaultOperationTimeout is far more than a toy in reach needs.
	DefaultOperationTimeout = 5 * time.Second
)

// Options of New. The zero value of each field is usable.
type Options struct {
	// Wanted tells whether something that advertises this may be a toy. Everything else
	// around is passed over. It must not block. nil wants all.
	Wanted func(adv *device.Advertisement) bool
	// ConnectTimeout bounds connecting and finding the characteristics together.
	// 0 for DefaultConnectTimeout.
	ConnectTimeout time.Duration
	// OperationTimeout bounds each read, write or subscription; a toy that takes longer
	// is disconnected. 0 for DefaultOperationTimeout.
	OperationTimeout time.Duration
	// Log takes a line about what is odd but no error. May be nil. It must not block.
	Log func(line string)
	// Bus is the address of the D-Bus message bus that BlueZ is on; "" for the system's,
	// which the environment variable DBUS_SYSTEM_BUS_ADDRESS may name. Linux only.
	Bus string
}

func (o *Options) complete() {
	if o.Wanted == nil {
		o.Wanted = func(*device.Advertisement) bool { return true }
	}
	if o.ConnectTimeout <= 0 {
		o.ConnectTimeout = DefaultConnectTimeout
	}
	if o.OperationTimeout <= 0 {
		o.OperationTimeout = DefaultOperationTimeout
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
}
