package legacy

import (
	"strconv"
	"strings"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/ascii"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
	"github.com/gobuttplug/gobuttplug/message"
)

// readBattery asks for the first battery that the device has.
func (r *request) readBattery(d *device.Definition) ([]message.Message, *message.Error) {
	all := batteries(d)
	if len(all) == 0 {
		return nil, r.fail(message.CodeDevice, "There is no battery to be read in "+label(d)+".")
	}
	return []message.Message{&message.InputCmd{
		Header: r.header(), DeviceIndex: d.Index, FeatureIndex: all[0].feature.Index,
		Type: device.Battery, Command: device.Read,
	}}, nil
}

func batteryLevel(r *request) ([]message.Message, *message.Error) {
	d, err := r.device()
	if err != nil {
		return nil, err
	}
	return r.readBattery(d)
}

// sensorRead reads the battery, the only sensor that version 3 is shown. SensorIndex is
// not looked up, but given back in the reply.
func sensorRead(r *request) ([]message.Message, *message.Error) {
	d, err := r.device()
	if err != nil {
		return nil, err
	}
	index, kind := r.body.Field("SensorIndex").Uint32(), r.body.Field("SensorType").Text()
	if err := r.unreadable(); err != nil {
		return nil, err
	}
	if !ascii.EqualFold(kind, device.Battery.String()) {
		return nil, r.fail(message.CodeDevice, "There is no sensor of type "+jsonx.Quote(kind)+" in "+label(d)+" for protocol version 3.")
	}
	ms, err := r.readBattery(d)
	if err != nil {
		return nil, err
	}
	if !r.translator.expect(asked{id: r.el.ID, kind: sensor, sensor: index, text: strings.Clone(kind)}) {
		return nil, r.crowded()
	}
	return ms, nil
}

func appendBatteryLevelReading(dst []byte, r *message.InputReading, _ asked) []byte {
	dst = appendStart(dst, "BatteryLevelReading", r.ID)
	dst = appendUint(dst, `,"DeviceIndex":`, r.DeviceIndex)
	dst = append(dst, `,"BatteryLevel":`...)
	dst = appendHundredths(dst, percent(r.Value))
	return append(dst, `}}]`...)
}

func appendSensorReading(dst []byte, r *message.InputReading, to asked) []byte {
	kind := to.text
	if kind == "" {
		kind = r.Type.String()
	}
	dst = appendStart(dst, "SensorReading", r.ID)
	dst = appendUint(dst, `,"DeviceIndex":`, r.DeviceIndex)
	dst = appendUint(dst, `,"SensorIndex":`, to.sensor)
	dst = append(dst, `,"SensorType":`...)
	dst = jsonx.AppendString(dst, kind)
	dst = append(dst, `,"Data":[`...)
	dst = strconv.AppendInt(dst, int64(percent(r.Value)), 10)
	return append(dst, `]}}]`...)
}

// appendHundredths appends n/100, of n from 0 to 100, in its shortest form: 1, 0.5, 0.07.
func appendHundredths(dst []byte, n int32) []byte {
	dst = append(dst, byte('0'+n/100))
	if n %= 100; n != 0 {
		dst = append(dst, '.', byte('0'+n/10))
		if n %= 10; n != 0 {
			dst = append(dst, byte('0'+n))
		}
	}
	return dst
}

// percent keeps a battery level in the range that old clients are promised.
func percent(value int32) int32 { return min(max(value, 0), 100) }
