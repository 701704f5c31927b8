package legacy

import "github.com/gobuttplug/gobuttplug/device"

// Version 1: commands for single motors, counted for each device.
var v1 = version{
	number: 1,
	commands: []command{
		{"StopDeviceCmd", stopDevice},
		{"StopAllDevices", stopAll},
		{"SingleMotorVibrateCmd", singleMotorVibrate},
		{"VibrateCmd", vibrateCmd},
		{"RotateCmd", rotateCmd},
		{"LinearCmd", linearCmd},

		{"Test", test},
		{"RequestLog", requestLog},

		{"FleshlightLaunchFW12Cmd", launch},
		{"VorzeA10CycloneCmd", cyclone},
		{"KiirooCmd", vendor},
		{"LovenseCmd", vendor},
	},
	serverInfo: softwareVersion,
	device:     deviceV1,
}

func deviceV1(dst []byte, d *device.Definition) []byte {
	dst = appendIdentity(dst, d)
	dst = append(dst, `,"DeviceMessages":{`...)
	vibrating := vibrators(d)
	dst = appendCounted(dst, "VibrateCmd", vibrating, false)
	dst = appendCounted(dst, "RotateCmd", rotators(d), false)
	dst = appendCounted(dst, "LinearCmd", linears(d), false)
	if len(vibrating) > 0 {
		dst = append(dst, `"SingleMotorVibrateCmd":{},`...)
	}
	return append(dst, `"StopDeviceCmd":{}}`...)
}
