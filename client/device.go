package client

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Device is a device of the server. If it drops out and is connected again, by a server in this
// process or together with the connection to the server (Options.Reconnect), it stays the same
// Device as long as it can do the same; see Reconnecting. A device that was removed and is added
// again is another Device. Its methods may be called from any goroutine.
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

// Definition is all that the server told of the device. It must not be changed.
func (d *Device) Definition() *device.Definition { return d.info }

// Index is the server's number for the device. It stays the same while the client is connected.
func (d *Device) Index() uint32 { return d.info.Index }

// Name is what the server calls the model of the device. It may be any text: show it, but do not
// trust it.
func (d *Device) Name() string { return d.info.Name }

// DisplayName is what the user of the server calls the device; "" if they gave it no name.
func (d *Device) DisplayName() string { return d.info.DisplayName }

// Gap is the least time between two updates of the device; 0 for none. The server keeps to it:
// commands that come faster are merged.
func (d *Device) Gap() time.Duration { return d.info.Gap }

// Connected reports whether the device is there and can be told something.
func (d *Device) Connected() bool { return !d.gone() && !d.away.Load() }

// Reconnecting reports whether the device has dropped out and is being connected again. Commands
// for it fail with ErrReconnecting, until it is connected or removed.
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

// Features lists what the device can do or measure, in ascending order of the index. The slice is
// the caller's.
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

// HasOutput reports whether a feature of the device has an output of that type.
func (d *Device) HasOutput(t device.OutputType) bool {
	return slices.ContainsFunc(d.features, func(f *Feature) bool {
		_, ok := f.Output(t)
		return ok
	})
}

// HasInput reports whether a feature of the device has an input of that type.
func (d *Device) HasInput(t device.InputType) bool {
	return slices.ContainsFunc(d.features, func(f *Feature) bool {
		_, ok := f.Input(t)
		return ok
	})
}

// Run sends a command to every feature that has an output of its type, all of them together (see
// Batch), and returns when the server has accepted them. If no feature has such an output
// (ErrUnsupported), or the value does not suit one of them (ErrRange), nothing is sent.
func (d *Device) Run(ctx context.Context, cmd Command) error {
	outputs, err := d.outputs(cmd)
	if err != nil {
		return err
	}
	return d.client.run(ctx, d, outputs...)
}

// Start is Run for a caller that must not wait: it sends the command and returns. Done is called
// with the error of Run, as event handlers are, also when nothing could be sent. It may be nil.
func (d *Device) Start(cmd Command, done func(error)) {
	d.client.start(done, func(b *Batch) { b.Device(d, cmd) })
}

// Vibrate sets all vibrators of the device to a fraction of their strength, 0 to 1.
func (d *Device) Vibrate(ctx context.Context, fraction float64) error {
	return d.Run(ctx, Command{device.Vibrate, Fraction(fraction)})
}

// Stop stops all outputs of the device, whoever set them going, and ends the subscriptions of this
// client to it.
func (d *Device) Stop(ctx context.Context) error {
	return d.client.do(ctx, d.stop())
}

func (d *Device) stop() *call {
	index := d.info.Index
	return &call{device: d, request: &message.StopCmd{DeviceIndex: &index, Inputs: true, Outputs: true}}
}

// Battery reads the charge of the battery, 0 to 100 percent. It fails like Read.
func (d *Device) Battery(ctx context.Context) (percent int32, err error) {
	return d.Read(ctx, device.Battery)
}

// RSSI reads the strength of the radio signal in dBm, a negative number. It fails like Read.
func (d *Device) RSSI(ctx context.Context) (dBm int32, err error) { return d.Read(ctx, device.RSSI) }

// Read reads the only input of that type; for the unit see Reading. It fails with ErrUnsupported if
// the device has none that can be read, and with ErrAmbiguous if it has several.
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
