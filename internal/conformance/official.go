package conformance

import (
	"context"
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// The scenarios of the official harness, as it documents them.

var coreProtocol = Scenario{
	Name:  "core_protocol",
	About: "every message of version 4, with every output and input type",
	steps: []step{
		connects(0), connected, scans, shows, asks,
		sets(0, 0, device.Vibrate, 50, 0),
		sets(0, 1, device.Vibrate, 75, 0),
		sets(0, 2, device.Rotate, 50, 0),
		sets(1, 2, device.Oscillate, 50, 0),
		sets(1, 0, device.Position, 50, 0),
		sets(1, 1, device.HwPositionWithDuration, 75, time.Second),
		sets(2, 0, device.Constrict, 50, 0),
		sets(2, 1, device.Spray, 50, 0),
		sets(2, 2, device.Temperature, 50, 0),
		sets(2, 3, device.Led, 50, 0),
		inputs(0, 3, device.Battery, device.Read, plainly),
		observes("returns the reading", "read 0 3 Battery 85"),
		inputs(2, 5, device.Pressure, device.Subscribe, func(r *run, m *message.InputCmd) error {
			return errors.Join(r.answer(m), r.say(&message.InputReading{DeviceIndex: 2, FeatureIndex: 5, Type: device.Pressure, Value: 32768}))
		}),
		observes("raises the reading", "reading 2 5 Pressure 32768"),
		inputs(2, 5, device.Pressure, device.Unsubscribe, plainly),
		stops("sends StopCmd for device 0", new(uint32)),
		stops("sends StopCmd for all devices", nil),
		step{"is told that device 1 is gone", func(r *run) error {
			all := devices()
			r.show(all[0], all[2])
			return r.send(r.list(0))
		}},
		observes("raises that device 1 is gone, and its object says so", "device-removed 1", "device-gone 1"),
		done, once,
		step{"keeps devices 0 and 2", func(r *run) error {
			return errors.Join(r.unseen("device-removed 0"), r.unseen("device-removed 2"))
		}},
	},
}

var pingRequired = Scenario{
	Name:  "ping_required",
	About: "a server that wants a Ping every second",
	steps: []step{
		connects(time.Second), connected, pings("sends a Ping within 1 s"), pings("sends another Ping"),
		step{"is told of three devices", (*run).appear},
		pings("goes on sending Pings"), shows, done,
	},
}

// pings waits for a Ping; that it comes in time is checked always.
func pings(says string) step {
	return step{says, awaits("Ping", func(*message.Ping) bool { return true })}
}

var errorHandling = Scenario{
	Name:  "error_handling",
	About: "errors that end a call but not the session",
	steps: []step{
		connects(0), connected, scans, shows,
		refused(99, 0), observes("tells the device error", "failed device"), sets(0, 0, device.Vibrate, 50, 0),
		refused(0, 99), observes("tells the device error", "failed device"), sets(0, 0, device.Vibrate, 75, 0),
		done,
	},
}

var pingTimeout = Scenario{
	Name:  "ping_timeout",
	About: "the end of a session without Pings, which must be switched off in the client",
	steps: []step{
		connects(500 * time.Millisecond), connected,
		step{"sends no Ping for 500 ms, gets an error and loses the connection", func(r *run) error {
			err := r.wait("the time without a Ping to pass", r.timeout, func(m message.Message) (verdict, error) {
				if _, ok := m.(*message.Ping); ok {
					return other, errors.New("a Ping came; this scenario needs them switched off")
				}
				return other, nil
			}, nil)
			if err != errOverdue {
				return err
			}
			err = r.say(message.NewError(0, message.CodePing, "no Ping came in time"))
			r.hangUp()
			return err
		}},
		observes("raises the ping time-out and the end of the connection", "ping-timeout", "disconnected"),
		observes("lets later calls fail", "failed ping|failed connector"),
		done,
	},
}

var reconnection = Scenario{
	Name:  "reconnection",
	About: "a lost connection, and a new one to the same address",
	steps: []step{
		connects(0), connected, scans, shows, drops,
		observes("drops all devices and raises the end of the connection",
			"device-removed 0", "device-removed 1", "device-removed 2", "disconnected"),
		step{"tries until it is connected, and sends RequestServerInfo for version 4.0", func(r *run) error {
			if err := r.away(serverAway); err != nil {
				return err
			}
			r.show()
			r.door.unlock()
			return r.first(10*time.Second, func(m *message.RequestServerInfo) error { return r.greet(m, 0) })
		}},
		connected, scans, shows, sets(0, 0, device.Vibrate, 50, 0), done, once,
	},
}

// serverAway is how long connections are refused in the reconnection scenario.
const serverAway = 500 * time.Millisecond

// away lets time pass in which the client cannot connect.
func (r *run) away(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-r.ctx.Done():
		return context.Cause(r.ctx)
	}
}
