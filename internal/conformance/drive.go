package conformance

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/gobuttplug/gobuttplug/client"
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Drive takes the client of this module through a scenario: it does what the steps say and
// stays connected until the harness closes the connection. Observe gets what the client
// makes of it, see the documentation of the package; calls come one at a time. The error
// tells that the scenario does not exist, or that the client did not get through.
func Drive(ctx context.Context, name string, connector client.Connector, observe func(line string)) error {
	act, ok := drives[name]
	if !ok {
		return unknownScenario(name)
	}
	if name == pingTimeout.Name {
		connector = withoutPing{connector}
	}
	d := &driver{
		Client: client.New(client.Options{Name: "Conformance", HandshakeTimeout: 2 * time.Second}), connector: connector, observe: observe,
		changed: make(chan struct{}, 1), counts: map[string]int{},
	}
	d.listen()
	if err := act(ctx, d); err != nil {
		d.end()
		return errors.New(name + ": " + err.Error())
	}
	d.see("done")
	if d.Connected() {
		if err := d.until(ctx, func() bool { return !d.Connected() }); err != nil {
			d.end()
			return err
		}
	}
	return nil
}

// drives are what the driver does in each scenario.
var drives = map[string]func(context.Context, *driver) error{
	coreProtocol.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.request(&message.RequestDeviceList{}),
			d.run(0, 0, device.Vibrate, client.Steps(50)),
			d.run(0, 1, device.Vibrate, client.Steps(75)),
			d.run(0, 2, device.Rotate, client.Steps(50)),
			d.run(1, 2, device.Oscillate, client.Steps(50)),
			d.run(1, 0, device.Position, client.Steps(50)),
			d.run(1, 1, device.HwPositionWithDuration, client.MoveSteps(75, time.Second)),
			d.run(2, 0, device.Constrict, client.Steps(50)),
			d.run(2, 1, device.Spray, client.Steps(50)),
			d.run(2, 2, device.Temperature, client.Steps(50)),
			d.run(2, 3, device.Led, client.Steps(50)),
			d.read(0, 3, device.Battery),
			d.pressure, d.stopFirst, d.StopAll, d.event("device-gone 1"))
	},
	pingRequired.Name: func(ctx context.Context, d *driver) error { return in(ctx, d.connect, d.three) },
	errorHandling.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan,
			d.fail(&message.OutputCmd{DeviceIndex: 99, Type: device.Vibrate, Value: 50}), d.run(0, 0, device.Vibrate, client.Steps(50)),
			d.fail(&message.OutputCmd{FeatureIndex: 99, Type: device.Vibrate, Value: 50}), d.run(0, 0, device.Vibrate, client.Steps(75)))
	},
	pingTimeout.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.event("disconnected"), d.fail(&message.StartScanning{}))
	},
	reconnection.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.event("disconnected"), d.connectAgain, d.scan, d.run(0, 0, device.Vibrate, client.Steps(50)))
	},

	listBeforeReply.Name: func(ctx context.Context, d *driver) error { return in(ctx, d.connect, d.three) },
	outOfOrder.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.readMeanwhile(d.run(0, 0, device.Vibrate, client.Steps(50))),
			d.run(0, 0, device.Vibrate, client.Steps(75)))
	},
	unsolicitedError.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.event("error"), d.run(0, 0, device.Vibrate, client.Steps(50)))
	},
	unknownTypes.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.StartScanning, d.event("device-added 0"), d.list, d.run(0, 0, device.Vibrate, client.Steps(50)))
	},
	unknownMessage.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.run(0, 0, device.Vibrate, client.Steps(50)))
	},
	handshakeError.Name: refusedConnect,
	oldServer.Name:      refusedConnect,
	silentServer.Name:   refusedConnect,
	closeWhilePending.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.threeReads, d.event("disconnected"))
	},
	batchFrame.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.scan, d.event("scanning-finished"))
	},
	bothRSSISpellings.Name: func(ctx context.Context, d *driver) error {
		return in(ctx, d.connect, d.StartScanning, d.event("device-added 0"),
			d.read(0, 0, device.RSSI), d.read(0, 1, device.RSSI))
	},
}

// in does one thing after the other.
func in(ctx context.Context, acts ...func(context.Context) error) error {
	for _, act := range acts {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// driver is a client that reports what happens to it.
type driver struct {
	*client.Client
	connector client.Connector
	changed   chan struct{} // holds a token when something was observed

	mu      sync.Mutex
	observe func(string)
	counts  map[string]int // of the observations
}

// see reports an observation.
func (d *driver) see(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts[line]++
	d.observe(line)
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

func (d *driver) listen() {
	d.OnDeviceAdded(func(dev *client.Device) { d.see("device-added " + number(dev.Index())) })
	d.OnDeviceRemoved(func(dev *client.Device) {
		d.see("device-removed " + number(dev.Index()))
		if !dev.Connected() {
			d.see("device-gone " + number(dev.Index()))
		}
	})
	d.OnScanningFinished(func() { d.see("scanning-finished") })
	d.OnInputReading(func(r client.Reading) {
		d.see("reading " + number(r.Device.Index()) + " " + number(r.Feature.Index()) + " " + r.Type.String() + " " + number(r.Value))
	})
	d.OnError(func(error) { d.see("error") })
	d.OnPingTimeout(func(error) { d.see("ping-timeout") })
	d.OnServerDisconnect(func(error) { d.see("disconnected") })
}

// until waits until something is so, which is looked at after each observation.
func (d *driver) until(ctx context.Context, so func() bool) error {
	for !so() {
		if d.lost() {
			return errors.New("the harness closed the connection")
		}
		select {
		case <-d.changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// lost reports whether the last connection has ended.
func (d *driver) lost() bool {
	lost := d.count("disconnected")
	return lost > 0 && lost == d.count("connected")
}

// count is how often something was observed.
func (d *driver) count(line string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counts[line]
}

// event waits for an observation, unless it came before.
func (d *driver) event(line string) func(context.Context) error {
	return func(ctx context.Context) error {
		return d.until(ctx, func() bool { return d.count(line) > 0 })
	}
}

func (d *driver) connect(ctx context.Context) error {
	err := d.Connect(ctx, d.connector)
	if err != nil {
		d.see("failed " + class(err))
		return err
	}
	d.see("connected")
	return nil
}

// refusedConnect connects to a server that does not want it.
func refusedConnect(ctx context.Context, d *driver) error {
	if d.connect(ctx) == nil {
		return errors.New("connected, although the server did not answer as it should")
	}
	return nil
}

// connectAgain tries until the server is there again.
func (d *driver) connectAgain(ctx context.Context) error {
	for d.Connect(ctx, d.connector) != nil {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	d.see("connected")
	return nil
}

// end leaves a scenario that went wrong.
func (d *driver) end() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = d.Disconnect(ctx) // it may be disconnected already
}

func (d *driver) scan(ctx context.Context) error { return in(ctx, d.StartScanning, d.three) }

// three waits for the three devices of this connection. They may be gone again by then.
func (d *driver) three(ctx context.Context) error {
	return d.until(ctx, func() bool {
		return d.count("device-added 0")+d.count("device-added 1")+d.count("device-added 2") >= 3*d.count("connected")
	})
}

func (d *driver) feature(device, feature uint32) (*client.Feature, error) {
	for _, dev := range d.Devices() {
		if f, ok := dev.Feature(feature); ok && dev.Index() == device {
			return f, nil
		}
	}
	return nil, errors.New("the client shows no feature " + number(feature) + " of device " + number(device))
}

func (d *driver) run(device, feature uint32, t device.OutputType, v client.Value) func(context.Context) error {
	return func(ctx context.Context) error {
		f, err := d.feature(device, feature)
		if err != nil {
			return err
		}
		return f.Run(ctx, client.Command{Type: t, Value: v})
	}
}

func (d *driver) read(device, feature uint32, t device.InputType) func(context.Context) error {
	return func(ctx context.Context) error {
		f, err := d.feature(device, feature)
		if err != nil {
			return err
		}
		value, err := f.Read(ctx, t)
		if err != nil {
			d.see("failed " + class(err))
			return err
		}
		d.see("read " + number(device) + " " + number(feature) + " " + t.String() + " " + number(value))
		return nil
	}
}

// request sends a message past the client's own checks.
func (d *driver) request(m message.Message) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := d.Request(ctx, m)
		return err
	}
}

// fail is request for a message that must fail.
func (d *driver) fail(m message.Message) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := d.Request(ctx, m)
		if err == nil {
			return errors.New(describe(m) + " did not fail")
		}
		d.see("failed " + class(err))
		return nil
	}
}

func (d *driver) pressure(ctx context.Context) error {
	f, err := d.feature(2, 5)
	if err != nil {
		return err
	}
	return in(ctx,
		func(ctx context.Context) error { return f.Subscribe(ctx, device.Pressure, nil) },
		d.event("reading 2 5 Pressure 32768"),
		func(ctx context.Context) error { return f.Unsubscribe(ctx, device.Pressure) })
}

func (d *driver) stopFirst(ctx context.Context) error { return d.Devices()[0].Stop(ctx) }

// list reports what the devices can do.
func (d *driver) list(context.Context) error {
	for _, dev := range d.Devices() {
		for _, f := range dev.Features() {
			at := number(dev.Index()) + " " + number(f.Index()) + " "
			for _, o := range f.Outputs() {
				d.see("output " + at + o.Type.String())
			}
			for _, in := range f.Inputs() {
				d.see("input " + at + in.Type.String())
			}
		}
	}
	return nil
}

// readMeanwhile begins to read a battery and does something else till it has the value.
func (d *driver) readMeanwhile(then func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		read := make(chan error, 1)
		go func() { read <- d.read(0, 3, device.Battery)(ctx) }()
		for { // until the read is surely under way
			if err := then(ctx); err != nil {
				return err
			}
			select {
			case err := <-read:
				return err
			default:
			}
		}
	}
}

// threeReads reads a battery three times at once.
func (d *driver) threeReads(ctx context.Context) error {
	var reads sync.WaitGroup
	for range 3 {
		reads.Go(func() { _ = d.read(0, 3, device.Battery)(ctx) }) // the failure is observed
	}
	reads.Wait()
	return nil
}

// class is the class of an error, as observations call it.
func class(err error) string {
	switch {
	case errors.Is(err, client.ConnectorError):
		return "connector"
	case errors.Is(err, client.HandshakeError):
		return "handshake"
	case errors.Is(err, client.PingError):
		return "ping"
	case errors.Is(err, client.MessageError):
		return "message"
	case errors.Is(err, client.DeviceError):
		return "device"
	}
	return "unknown"
}
