package client

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Device is a device of the server. One that drops out and is fetched back, by a server in
// this process or together with the server (Options.Reconnect), stays the same Device, as
// long as it can do the same; see Reconnecting. A device that was removed and is there
// again is another one.
type Device struct {
	client   *Client
	info     *device.Definition
	features []*Feature
	guard    *device.Guard           // nil without limits
	session  atomic.Pointer[session] // whose list it is on, or was last
	away     atomic.Bool             // it is being fetched back
	done     chan struct{}           // closed when the device is gone
}

func newDevice(c *Client, info *device.Definition) *Device {
	d := &Device{client: c, info: info, features: make([]*Feature, len(info.Features)), done: make(chan struct{})}
	for i := range info.Features {
		d.features[i] = &Feature{device: d, info: &info.Features[i]}
	}
	return d
}

// Definition is all that the server told of the device. It is not to be changed.
func (d *Device) Definition() *device.Definition { return d.info }

// Index is the server's number for the device.
func (d *Device) Index() uint32 { return d.info.Index }

// Name is what the server's catalogue calls the device. It is text of the server: show it,
// but do not trust it.
func (d *Device) Name() string { return d.info.Name }

// DisplayName is what the server's user calls the device; "" if they gave it no name.
func (d *Device) DisplayName() string { return d.info.DisplayName }

// Gap is the least time between two commands that reach the device; the server sees to
// it. 0 means none.
func (d *Device) Gap() time.Duration { return d.info.Gap }

// Connected reports whether the device is there.
func (d *Device) Connected() bool { return !d.gone() && !d.away.Load() }

// Reconnecting reports whether the device has dropped out and is being connected again.
// Commands for it fail with ErrReconnecting. Its end is that it is connected or removed.
func (d *Device) Reconnecting() bool { return !d.gone() && d.away.Load() }

func (d *Device) gone() bool {
	select {
	case <-d.done:
		return true
	default:
		return false
	}
}

// release gives up the guard of a device that is gone.
func (d *Device) release() {
	if d.guard != nil {
		d.guard.Close()
	}
}

// Features lists what the device can do or measure, in ascending order of the index.
func (d *Device) Features() []*Feature { return slices.Clone(d.features) }

// Feature finds a feature by its index.
func (d *Device) Feature(index uint32) (*Feature, bool) {
	for _, f := range d.features {
		if f.info.Index == index {
			return f, true
		}
	}
	return nil, false
}

// HasOutput reports whether a feature of the device has outputs of that type.
func (d *Device) HasOutput(t device.OutputType) bool {
	return slices.ContainsFunc(d.features, func(f *Feature) bool {
		_, ok := f.Output(t)
		return ok
	})
}

// HasInput reports whether a feature of the device has inputs of that type.
func (d *Device) HasInput(t device.InputType) bool {
	return slices.ContainsFunc(d.features, func(f *Feature) bool {
		_, ok := f.Input(t)
		return ok
	})
}

// Run sends a command to every feature that has an output of its type, all of them together
// (see Batch), and waits until the server has accepted them. If the value does not suit one
// of the features, nothing is sent.
func (d *Device) Run(ctx context.Context, cmd Command) error {
	calls, err := d.calls(cmd)
	if err != nil {
		return err
	}
	return d.client.do(ctx, calls...)
}

// Start is Run for a caller that cannot wait: it sends the command and returns. done is
// called with the error of Run, as event handlers are, also when nothing could be sent. It
// may be nil.
func (d *Device) Start(cmd Command, done func(error)) {
	b := Batch{client: d.client}
	b.Device(d, cmd, done)
	b.start(done)
}

// calls are the requests of a command, one for each feature that has the output.
func (d *Device) calls(cmd Command) ([]*call, error) {
	var calls []*call
	for _, f := range d.features {
		if _, ok := f.Output(cmd.Type); !ok {
			continue
		}
		c, err := f.call(cmd)
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
	}
	if len(calls) == 0 {
		return nil, deviceError(d.String(), &detail{ErrUnsupported, "the device has no output " + cmd.Type.String()})
	}
	return calls, nil
}

// Vibrate sets all vibrators of the device to a fraction of their strength, 0 to 1.
func (d *Device) Vibrate(ctx context.Context, fraction float64) error {
	return d.Run(ctx, Command{device.Vibrate, Fraction(fraction)})
}

// Stop stops all outputs of the device and ends its subscriptions.
func (d *Device) Stop(ctx context.Context) error {
	return d.client.do(ctx, d.stop())
}

func (d *Device) stop() *call {
	index := d.info.Index
	return &call{device: d, request: &message.StopCmd{DeviceIndex: &index, Inputs: true, Outputs: true}}
}

// Battery reads the charge of the battery, 0 to 100 percent. It fails with ErrAmbiguous if
// the device has several.
func (d *Device) Battery(ctx context.Context) (percent int32, err error) {
	return d.Read(ctx, device.Battery)
}

// RSSI reads the strength of the radio signal in dBm, a negative number. It fails with
// ErrAmbiguous if the device has several.
func (d *Device) RSSI(ctx context.Context) (dBm int32, err error) { return d.Read(ctx, device.RSSI) }

// Read reads the only input of that type. It fails with ErrAmbiguous if the device has
// several.
func (d *Device) Read(ctx context.Context, t device.InputType) (int32, error) {
	var only *Feature
	for _, f := range d.features {
		if f.checkInput(t, device.Read) != nil {
			continue
		}
		if only != nil {
			return 0, deviceError(d.String(), &detail{ErrAmbiguous, "several features of the device have an input " + t.String() + "; read one of them"})
		}
		only = f
	}
	if only == nil {
		return 0, deviceError(d.String(), &detail{ErrUnsupported, "the device has no input " + t.String() + " that can be read"})
	}
	return only.Read(ctx, t)
}

// String names the device for people: device 3 "Lovense Hush".
func (d *Device) String() string {
	name := d.info.DisplayName
	if name == "" {
		name = d.info.Name
	}
	return "device " + itoa(int64(d.info.Index)) + " " + quote(name)
}
