package legacy

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/internal/jsonx"
)

// Version 3: one command for all that has a level, and described features. VibrateCmd
// was dropped from it, but servers went on to take it.
var v3 = version{
	number: 3,
	commands: []command{
		{"StopDeviceCmd", stopDevice},
		{"StopAllDevices", stopAll},
		{"ScalarCmd", scalarCmd},
		{"VibrateCmd", vibrateCmd},
		{"RotateCmd", rotateCmd},
		{"LinearCmd", linearCmd},
		{"SensorReadCmd", sensorRead},

		{"SensorSubscribeCmd", subscribe},
		{"SensorUnsubscribeCmd", subscribe},
		{"RawWriteCmd", raw},
		{"RawReadCmd", raw},
		{"RawSubscribeCmd", raw},
		{"RawUnsubscribeCmd", raw},
	},
	device:  deviceV3,
	reading: appendSensorReading,
}

func deviceV3(dst []byte, d *device.Definition) []byte {
	dst = appendIdentity(dst, d)
	if d.DisplayName != "" {
		dst = append(dst, `,"DeviceDisplayName":`...)
		dst = jsonx.AppendString(dst, d.DisplayName)
	}
	dst = appendMillis(dst, `,"DeviceMessageTimingGap":`, d.Gap)
	dst = append(dst, `,"DeviceMessages":{`...)
	dst = appendDescribed(dst, "ScalarCmd", scalars(d))
	dst = appendDescribed(dst, "RotateCmd", rotators(d))
	dst = appendDescribed(dst, "LinearCmd", linears(d))
	dst = appendSensors(dst, batteries(d))
	return append(dst, `"StopDeviceCmd":{}}`...)
}
