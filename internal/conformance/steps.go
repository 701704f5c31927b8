package conformance

import (
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// step is one thing that the harness does and checks.
type step struct {
	says string // what the client does, or what happens to it
	do   func(*run) error
}

// connects waits for the client and shakes hands, the client first.
func connects(maxPing time.Duration) step {
	return step{"connects and sends RequestServerInfo for version 4.0", func(r *run) error {
		r.show()
		r.found = func() error { return errors.Join(r.appear(), r.say(&message.ScanningFinished{})) }
		return r.first(r.timeout, func(m *message.RequestServerInfo) error { return r.greet(m, maxPing) })
	}}
}

// first waits for a connection, and for the first message of its session.
func (r *run) first(within time.Duration, greet func(*message.RequestServerInfo) error) error {
	if err := r.accept(within); err != nil {
		return err
	}
	return r.wait("RequestServerInfo", r.timeout, func(m message.Message) (verdict, error) {
		info, ok := m.(*message.RequestServerInfo)
		switch {
		case !ok:
			return other, errors.New(describe(m) + " came first; a session begins with RequestServerInfo")
		case info.Major != message.SpecMajor || info.Minor != message.SpecMinor:
			return other, errors.New(describe(m) + " is not for version 4.0")
		}
		return taken, greet(info)
	}, nil)
}

// observes is a step that is seen through the driver alone.
func observes(says string, lines ...string) step {
	return step{says, func(r *run) error { return r.observed(lines...) }}
}

var connected = observes("says that it is connected", "connected")

// awaits waits for a message that is as wanted, and answers it.
func awaits[M message.Message](what string, wanted func(M) bool) func(*run) error {
	return func(r *run) error {
		return r.wait(what, r.timeout, func(m message.Message) (verdict, error) {
			if got, ok := m.(M); !ok || !wanted(got) {
				return other, nil
			}
			return taken, r.answer(m)
		}, nil)
	}
}

// scans lets the devices appear.
var scans = step{"sends StartScanning", awaits("StartScanning", func(*message.StartScanning) bool { return true })}

var shows = observes("shows devices 0, 1 and 2", "device-added 0", "device-added 1", "device-added 2")

// once checks that the devices were shown once, at the end of the observations.
var once = step{"shows each device once", func(r *run) error {
	return errors.Join(r.unseen("device-added 0"), r.unseen("device-added 1"), r.unseen("device-added 2"))
}}

// done waits for the driver to be through.
var done = step{"has done all", func(r *run) error {
	r.over = true // what a client sends at its end is answered as well
	return r.observed("done")
}}

var asks = step{"sends RequestDeviceList, now or before", func(r *run) error {
	return r.wait("RequestDeviceList", r.timeout, func(m message.Message) (verdict, error) {
		if _, ok := m.(*message.RequestDeviceList); !ok {
			return other, nil
		}
		return taken, r.answer(m)
	}, func() bool { return r.asked })
}}

// sets waits for an output command, which is answered with Ok.
func sets(device, feature uint32, t device.OutputType, value int32, duration time.Duration) step {
	want := &message.OutputCmd{DeviceIndex: device, FeatureIndex: feature, Type: t, Value: value, Duration: duration}
	return step{"sends " + inWords(want), command(want)}
}

// command waits for an output command.
func command(want *message.OutputCmd) func(*run) error {
	return awaits(inWords(want), func(got *message.OutputCmd) bool {
		asWanted := *want
		asWanted.Header = got.Header // any Id will do
		return *got == asWanted
	})
}

func inWords(m *message.OutputCmd) string {
	text := "OutputCmd " + m.Type.String() + " " + number(m.Value)
	if m.Type == device.HwPositionWithDuration {
		text += ", " + number(m.Duration.Milliseconds()) + " ms,"
	}
	return text + " to feature " + number(m.FeatureIndex) + " of device " + number(m.DeviceIndex)
}

// refused is sets for a command that gets a device error.
func refused(index, feature uint32) step {
	want := &message.OutputCmd{DeviceIndex: index, FeatureIndex: feature, Type: device.Vibrate, Value: 50}
	return step{"sends " + inWords(want) + " without checking it, and gets an error", command(want)}
}

// inputs waits for an input command.
func inputs(device, feature uint32, t device.InputType, c device.InputCommand, reply func(*run, *message.InputCmd) error) step {
	text := "InputCmd " + c.String() + " " + t.String() + " of feature " + number(feature) + " of device " + number(device)
	return step{"sends " + text, func(r *run) error {
		return r.wait(text, r.timeout, func(m message.Message) (verdict, error) {
			got, ok := m.(*message.InputCmd)
			if !ok || got.DeviceIndex != device || got.FeatureIndex != feature || got.Type != t || got.Command != c {
				return other, nil
			}
			return taken, reply(r, got)
		}, nil)
	}}
}

// plainly answers as any server would.
func plainly(r *run, m *message.InputCmd) error { return r.answer(m) }

// stops waits for a StopCmd for one device, or for all if it is nil.
func stops(says string, device *uint32) step {
	return step{says, awaits("StopCmd", func(got *message.StopCmd) bool {
		return got.Outputs && got.FeatureIndex == nil && (device == nil) == (got.DeviceIndex == nil) &&
			(device == nil || *device == *got.DeviceIndex)
	})}
}

// hangsUp waits for the client to close its side.
func hangsUp(within time.Duration) step {
	return step{"closes the connection", func(r *run) error {
		err := r.wait("the end of the connection", max(within, r.timeout), func(message.Message) (verdict, error) { return other, nil }, nil)
		if err == errClosed {
			return nil
		}
		return err
	}}
}

// drops closes the connection from this side.
var drops = step{"loses the connection", func(r *run) error { r.hangUp(); return nil }}
