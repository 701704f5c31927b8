package webbluetooth

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
)

// The times used where Options set none.
const (
	// DefaultStartGrace leaves room for refusals, which come within milliseconds.
	DefaultStartGrace = 250 * time.Millisecond
	// DefaultConnectTimeout leaves room for slow adapters. Browsers may wait without end.
	DefaultConnectTimeout = 20 * time.Second
	// DefaultOperationTimeout is far more than a toy in reach needs.
	DefaultOperationTimeout = 5 * time.Second
)

// Options of New. Either Filters or AllDevices is needed, and Services.
type Options struct {
	// Filters lists which toys the chooser shows, catalog.Catalog.Filters for example. It is
	// called at each scan. Nil: none.
	Filters func() []device.Filter
	// Services lists the UUIDs of all GATT services that any toy may need: browsers give
	// access to no others. It is called at each scan. Nil: none.
	Services func() []string
	// AllDevices shows every Bluetooth device in the chooser, for platforms whose chooser
	// misses toys when it filters. Scanner.SetAllDevices changes it.
	AllDevices bool

	// StartGrace is how long a scan must go on without being refused until it counts as
	// started: browsers don't tell that their chooser is open. 0 or less: 250 ms.
	StartGrace time.Duration
	// ConnectTimeout bounds connecting and finding the characteristics together. 0 or less:
	// 20 s.
	ConnectTimeout time.Duration
	// OperationTimeout bounds each read, write or change of a subscription; a toy that takes
	// longer is disconnected. 0 or less: 5 s.
	OperationTimeout time.Duration

	// Log is called with a line about what is odd but no error. It must not block. May be nil.
	Log func(line string)
}

func (o *Options) complete() {
	positive := func(d *time.Duration, otherwise time.Duration) {
		if *d <= 0 {
			*d = otherwise
		}
	}
	positive(&o.StartGrace, DefaultStartGrace)
	positive(&o.ConnectTimeout, DefaultConnectTimeout)
	positive(&o.OperationTimeout, DefaultOperationTimeout)
	if o.Filters == nil {
		o.Filters = func() []device.Filter { return nil }
	}
	if o.Services == nil {
		o.Services = func() []string { return nil }
	}
	if o.Log == nil {
		o.Log = func(string) {}
	}
}
