package conformance

import (
	"errors"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// Scenarios beyond those of the official harness: what real servers, and later ones, do to
// a client.

var listBeforeReply = Scenario{
	Name:  "list_before_reply",
	About: "the device list comes unasked, before it comes as a reply",
	steps: []step{
		step{"connects, and is told of three devices before it asks", func(r *run) error {
			r.show(devices()...)
			r.found = func() error { return r.say(&message.ScanningFinished{}) }
			return r.first(r.timeout, func(m *message.RequestServerInfo) error {
				return errors.Join(r.greet(m, 0), r.send(r.list(0)))
			})
		}},
		asks, connected, shows, done, once,
	},
}

var outOfOrder = Scenario{
	Name:  "out_of_order",
	About: "a reply that comes after that to a later request",
	steps: []step{
		connects(0), connected, scans, shows,
		step{"starts to read the battery of device 0, then sends OutputCmd Vibrate 50 to its feature 0, and gets that reply first",
			func(r *run) error {
				var read *message.InputCmd
				return r.wait("both requests", r.timeout, func(m message.Message) (verdict, error) {
					switch m := m.(type) {
					case *message.InputCmd:
						if read == nil {
							read = m
							return held, nil
						}
					case *message.OutputCmd:
						if read != nil {
							return taken, errors.Join(r.answer(m), r.say(reading(read, 85)))
						}
					}
					return other, nil
				}, nil)
			}},
		observes("returns the reading", "read 0 3 Battery 85"),
		sets(0, 0, device.Vibrate, 75, 0), done,
	},
}

var unsolicitedError = Scenario{
	Name:  "unsolicited_error",
	About: "an error that answers no request",
	steps: []step{
		connects(0), connected, scans, shows,
		step{"gets an error with Id 0", func(r *run) error { return r.say(message.NewError(0, message.CodeUnknown, "something is wrong")) }},
		observes("raises the error", "error"),
		sets(0, 0, device.Vibrate, 50, 0), done,
	},
}

var unknownTypes = Scenario{
	Name:  "unknown_types",
	About: "output and input types of a later version",
	steps: []step{
		connects(0), connected,
		finds("sends StartScanning, and is told of a device that has types FooBar and Baz", `{"0":{"DeviceIndex":0,`+
			`"DeviceName":"Conformance Test Vibrator","DeviceMessageTimingGap":0,"DeviceFeatures":{`+
			`"0":{"FeatureIndex":0,"FeatureDescription":"Both","Output":{"FooBar":{"Value":[0,5],"More":1},"Vibrate":{"Value":[0,100]}},`+
			`"Input":{"Baz":{"Value":[[0,1]],"Command":["Guess"]}}},`+
			`"7":{"FeatureIndex":7,"FeatureDescription":"Neither","Output":{"FooBar":{"Value":[0,5]}}}}}}`),
		observes("shows the device and its vibrator", "device-added 0", "output 0 0 Vibrate"),
		sets(0, 0, device.Vibrate, 50, 0), done,
	},
}

// finds is scans with devices of its own.
func finds(says, devices string) step {
	return step{says, func(r *run) error {
		r.found = func() error {
			r.showJSON(devices)
			return errors.Join(r.send(r.list(0)), r.say(&message.ScanningFinished{}))
		}
		return scans.do(r)
	}}
}

var unknownMessage = Scenario{
	Name:  "unknown_message",
	About: "a message of a later version",
	steps: []step{
		connects(0), connected, scans, shows,
		step{"gets a message FutureEvent", func(r *run) error { return r.send([]byte(`[{"FutureEvent":{"Id":0}}]`)) }},
		sets(0, 0, device.Vibrate, 50, 0), done,
	},
}

var handshakeError = Scenario{
	Name:  "handshake_error",
	About: "a server that refuses",
	steps: []step{
		refuses("connects, and gets an error", func(r *run, m *message.RequestServerInfo) error {
			return r.say(message.NewError(m.ID, message.CodeHandshake, "no"))
		}),
		hangsUp(0), observes("tells the handshake error", "failed handshake"), done,
	},
}

var oldServer = Scenario{
	Name:  "old_server",
	About: "a server of version 3",
	steps: []step{
		refuses("connects, and gets a ServerInfo of version 3", func(r *run, m *message.RequestServerInfo) error {
			return r.send([]byte(`[{"ServerInfo":{"Id":` + number(m.ID) + `,"ServerName":"Old","MessageVersion":3,"MaxPingTime":0}}]`))
		}),
		hangsUp(0), observes("tells the handshake error", "failed handshake"), done,
	},
}

var silentServer = Scenario{
	Name:  "silent_server",
	About: "a server that does not answer, as old ones do; the client may take 30 s to give up",
	steps: []step{
		refuses("connects, and gets no answer", func(*run, *message.RequestServerInfo) error { return nil }),
		hangsUp(30 * time.Second), observes("tells the handshake error", "failed handshake|failed connector"), done,
	},
}

// refuses is connects with an answer that is not what the client hopes for.
func refuses(says string, reply func(*run, *message.RequestServerInfo) error) step {
	return step{says, func(r *run) error {
		r.show()
		return r.first(r.timeout, func(m *message.RequestServerInfo) error { return reply(r, m) })
	}}
}

var closeWhilePending = Scenario{
	Name:  "close_while_pending",
	About: "a connection that is lost while calls wait for their replies",
	steps: []step{
		connects(0), connected, scans, shows,
		step{"reads the battery of device 0 three times at once, and loses the connection", func(r *run) error {
			waiting := 0
			err := r.wait("three reads", r.timeout, func(m message.Message) (verdict, error) {
				if _, ok := m.(*message.InputCmd); !ok {
					return other, nil
				}
				if waiting++; waiting < 3 {
					return held, nil
				}
				return taken, nil
			}, nil)
			r.hangUp()
			return err
		}},
		observes("lets all three fail", "failed connector", "failed connector", "failed connector"),
		observes("raises the end of the connection", "disconnected"), done,
	},
}

var batchFrame = Scenario{
	Name:  "batch_frame",
	About: "several messages in one frame",
	steps: []step{
		connects(0), connected,
		step{"sends StartScanning, and gets the devices and ScanningFinished in one frame", func(r *run) error {
			r.found = func() error {
				r.show(devices()...)
				list := r.list(0)
				return r.send(append(list[:len(list)-1], `,{"ScanningFinished":{"Id":0}}]`...))
			}
			return scans.do(r)
		}},
		shows, observes("raises that scanning has finished", "scanning-finished"), done,
	},
}

var bothRSSISpellings = Scenario{
	Name:  "both_rssi_spellings",
	About: "Rssi as servers write it, and RSSI as the documentation does",
	steps: []step{
		connects(0), connected,
		finds("sends StartScanning, and is told of a device with both", `{"0":{"DeviceIndex":0,`+
			`"DeviceName":"Conformance Test Signal","DeviceMessageTimingGap":0,"DeviceFeatures":{`+
			`"0":{"FeatureIndex":0,"FeatureDescription":"","Input":{"Rssi":{"Value":[[-128,0]],"Command":["Read"]}}},`+
			`"1":{"FeatureIndex":1,"FeatureDescription":"","Input":{"RSSI":{"Value":[[-128,0]],"Command":["Read"]}}}}}}`),
		inputs(0, 0, device.RSSI, device.Read, spelt("Rssi", "-40")),
		observes("returns the reading", "read 0 0 Rssi -40"),
		inputs(0, 1, device.RSSI, device.Read, spelt("RSSI", "-50")),
		observes("returns the reading", "read 0 1 Rssi -50"), done,
	},
}

// spelt answers a Read with the type spelt in a certain way.
func spelt(name, value string) func(*run, *message.InputCmd) error {
	return func(r *run, m *message.InputCmd) error {
		delete(r.ids, m.ID)
		return r.send([]byte(`[{"InputReading":{"Id":` + number(m.ID) + `,"DeviceIndex":0,"FeatureIndex":` + number(m.FeatureIndex) +
			`,"Reading":{"` + name + `":{"Value":` + value + `}}}}]`))
	}
}
