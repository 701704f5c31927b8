package legacy

import (
	"github.com/gobuttplug/gobuttplug/device"
	"github.com/gobuttplug/gobuttplug/message"
)

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
	serverInfo: serverInfoV2,
	device:     deviceV2,
	reading:    appendBatteryLevelReading,
}

// serverInfoV2 adds nothing.
func serverInfoV2(dst []byte, _ *message.ServerInfo) []byte { return dst }

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
