package legacy

import "github.com/gobuttplug/gobuttplug/device"

// Version 2: the number of steps of each motor, the battery, and raw access.
var v2 = version{
	number: 2,
	commands: []command{
		{"StopDeviceCmd", stopDevice},
		{"StopAllDevices", stopAll},
		{"VibrateCmd", vibrateCmd},
		{"RotateCmd", rotateCmd},
		{"LinearCmd", linearCmd},
		{"BatteryLevelCmd", batteryLevel},

		{"RequestLog", requestLog},

		{"RSSILevelCmd", rssiLevel},
		{"RawWriteCmd", raw},
		{"RawReadCmd", raw},
		{"RawSubscribeCmd", raw},
		{"RawUnsubscribeCmd", raw},
	},
	device:  deviceV2,
	reading: appendBatteryLevelReading,
}

func deviceV2(dst []byte, d *device.Definition) []byte {
	dst = appendIdentity(dst, d)
	dst = append(dst, `,"DeviceMessages":{`...)
	dst = appendCounted(dst, "VibrateCmd", vibrators(d), true)
	dst = appendCounted(dst, "RotateCmd", rotators(d), true)
	dst = appendCounted(dst, "LinearCmd", linears(d), true)
	if len(batteries(d)) > 0 {
		dst = append(dst, `"BatteryLevelCmd":{},`...)
	}
	return append(dst, `"StopDeviceCmd":{}}`...)
}
