package conformance

import (
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

// greet accepts a session of version 4.0.
func (r *run) greet(info *message.RequestServerInfo, maxPing time.Duration) error {
	r.pingTime, r.pingBy = maxPing, time.Now().Add(maxPing)
	return r.say(&message.ServerInfo{
		Header: info.Header, ServerName: "Conformance", MaxPingTime: maxPing, Major: message.SpecMajor, Minor: message.SpecMinor,
	})
}

// answer gives a request the reply that any server would give.
func (r *run) answer(m message.Message) error {
	header := message.Header{ID: m.MessageID()}
	ok := &message.Ok{Header: header}
	switch m := m.(type) {
	case *message.RequestServerInfo:
		return r.say(message.NewError(header.ID, message.CodeHandshake, "the handshake has already happened"))
	case *message.Ping:
		r.pingBy = time.Now().Add(r.pingTime)
		return r.say(ok)
	case *message.RequestDeviceList:
		r.asked = true
		delete(r.ids, header.ID)
		return r.send(r.list(header.ID))
	case *message.StartScanning:
		if err := r.say(ok); err != nil {
			return err
		}
		return r.found()
	case *message.OutputCmd:
		if text := refuseOutput(m); text != "" {
			return r.say(message.NewError(header.ID, message.CodeDevice, text))
		}
	case *message.InputCmd:
		if text := refuseInput(m); text != "" {
			return r.say(message.NewError(header.ID, message.CodeDevice, text))
		}
		if m.Command == device.Read {
			return r.say(reading(m, measured[m.Type]))
		}
	}
	return r.say(ok)
}

// reading answers a Read.
func reading(m *message.InputCmd, value int32) *message.InputReading {
	return &message.InputReading{
		Header: m.Header, DeviceIndex: m.DeviceIndex, FeatureIndex: m.FeatureIndex, Type: m.Type, Value: value,
	}
}

// show makes the device list one of these devices.
func (r *run) show(devices ...*device.Definition) {
	r.list = func(id uint32) []byte {
		return message.Append(nil, &message.DeviceList{Header: message.Header{ID: id}, Devices: devices})
	}
}

// showJSON is show for devices that no device.Definition can express.
func (r *run) showJSON(devices string) {
	r.list = func(id uint32) []byte {
		return []byte(`[{"DeviceList":{"Id":` + number(id) + `,"Devices":` + devices + `}}]`)
	}
}

// appear lets the three devices appear one after the other, as they do when one scans.
func (r *run) appear() error {
	all := devices()
	for i := range all {
		r.show(all[:i+1]...)
		if err := r.send(r.list(0)); err != nil {
			return err
		}
	}
	return nil
}

func refuseOutput(m *message.OutputCmd) string {
	f, text := find(m.DeviceIndex, m.FeatureIndex)
	if text != "" {
		return text
	}
	o, ok := f.Output(m.Type)
	if !ok {
		return "feature " + number(m.FeatureIndex) + " of device " + number(m.DeviceIndex) + " has no output " + m.Type.String()
	}
	if !o.Range.Contains(m.Value) {
		return "value " + number(m.Value) + " is outside the range " + number(o.Range.Min) + " to " + number(o.Range.Max)
	}
	return ""
}

func refuseInput(m *message.InputCmd) string {
	f, text := find(m.DeviceIndex, m.FeatureIndex)
	if text != "" {
		return text
	}
	if in, ok := f.Input(m.Type); !ok || !in.Commands.Has(m.Command) {
		return "feature " + number(m.FeatureIndex) + " of device " + number(m.DeviceIndex) + " cannot " + m.Command.String() + " " + m.Type.String()
	}
	return ""
}

// find finds a feature of the three devices, or tells that there is none.
func find(device, feature uint32) (*device.Feature, string) {
	for _, d := range devices() {
		if d.Index != device {
			continue
		}
		if f, ok := d.Feature(feature); ok {
			return f, ""
		}
		return nil, "device " + number(device) + " has no feature " + number(feature)
	}
	return nil, "there is no device " + number(device)
}
