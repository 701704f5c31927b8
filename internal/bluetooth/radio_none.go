//go:build !js && !linux && !windows && !(darwin && cgo)

package bluetooth

import (
	"context"

	"github.com/gobuttplug/gobuttplug/device"
)

func newRadio(*Options) radio { return noRadio{} }

// noRadio is the radio of a system whose Bluetooth this package does not know.
type noRadio struct{}

func (noRadio) scan(context.Context, func(), func(device.Advertisement)) error { return ErrNoBluetooth }

func (noRadio) connect(context.Context, string) (connection, error) { return nil, ErrNoBluetooth }

func (noRadio) close() {}
