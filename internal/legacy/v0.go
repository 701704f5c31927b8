package legacy

import "github.com/gobuttplug/gobuttplug/device"

// Version 0: a device is a list of message names, and all that can be set is the speed
// of all its vibrators.
var v0 = version{
	number: 0,
	commands: []command{
		{"StopDeviceCmd", stopDevice},
		{"StopAllDevices", stopAll},
		{"SingleMotorVibrateCmd", singleMotorVibrate},

		{"Test", test},
		{"RequestLog", requestLog},

		{"FleshlightLaunchFW12Cmd", launch},
		{"VorzeA10CycloneCmd", cyclone},
		{"KiirooCmd", vendor},
		{"LovenseCmd", vendor},
		{"RawCmd", rawCmd},
	},
	serverInfo: softwareVersion,
	device:     deviceV0,
}

// softwareVersion is the version of the server's software, which is nobody's business and
// so 0, but must be there: with fewer or more fields the clients of that time do not connect.
const softwareVersion = `,"MajorVersion":0,"MinorVersion":0,"BuildVersion":0`

func deviceV0(dst []byte, d *device.Definition) []byte {
	dst = appendIdentity(dst, d)
	dst = append(dst, `,"DeviceMessages":[`...)
	if len(vibrators(d)) > 0 {
		dst = append(dst, `"SingleMotorVibrateCmd",`...)
	}
	return append(dst, `"StopDeviceCmd"]`...)
}
