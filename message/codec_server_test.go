package message

import (
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// devices is a DeviceList frame with the given members of Devices.
func devices(members string) string { return `[{"DeviceList":{"Id":9,"Devices":{` + members + `}}}]` }

// feature is a DeviceList frame with one device that has one feature.
func feature(fields string) string {
	return devices(`"0":{"DeviceName":"","DeviceFeatures":{"0":{` + fields + `}}}`)
}

func decodedDevices(t *testing.T, frame string) []*device.Definition {
	t.Helper()
	messages, errors := decoded(frame, Limits{}, fromServer)
	require.Empty(t, errors, frame)
	require.Len(t, messages, 1)
	return messages[0].(*DeviceList).Devices
}

func TestDeviceListIsSortedByItsKeys(t *testing.T) {
	got := decodedDevices(t, devices(`
		"10":{"DeviceIndex":3,"DeviceName":"ten","DeviceFeatures":{"7":{"FeatureIndex":"x"},"2":{},"11":{}}},
		"9":{"DeviceName":"nine","DeviceFeatures":{},"DeviceMessageTimingGap":null,"DeviceDisplayName":null},
		"4294967295":{"DeviceName":"last","DeviceFeatures":{},"DeviceMessageTimingGap":50},
		"9":{"DeviceName":"nine again","DeviceFeatures":{"1":{"FeatureDescription":"a"},"1":{"FeatureDescription":"b"}}},
		"0":{"DeviceName":"zero","DeviceFeatures":{}}`))
	assert.Equal(t, []*device.Definition{
		{Index: 0, Name: "zero"},
		{Index: 9, Name: "nine again", Features: []device.Feature{{Index: 1, Description: "b"}}},
		{Index: 10, Name: "ten", Features: []device.Feature{{Index: 2}, {Index: 7}, {Index: 11}}},
		{Index: 4294967295, Name: "last", Gap: 50 * time.Millisecond},
	}, got)
}

func TestUnknownTypesAreLeftOut(t *testing.T) {
	got := decodedDevices(t, feature(`
		"Output":{"Inflate":{"Value":"?"},"Vibrate":{"Value":[0,9],"New":1},"Unknown":null,"RotateWithDirection":{}},
		"Input":{"Depth":{"Value":[[0,1]],"Command":["Read"]},"Button":{"Value":[[0,1]],"Command":["Poke","Subscribe","Unsubscribe"]}}`))
	assert.Equal(t, []device.Feature{{
		Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Min: 0, Max: 9}}},
		Inputs:  []device.Input{{Type: device.Button, Ranges: []device.Range{{Min: 0, Max: 1}}, Commands: device.InputCommands(device.Subscribe)}},
	}}, got[0].Features)
}

func TestDeviceListVariants(t *testing.T) {
	for fields, want := range map[string]device.Feature{
		`"Output":{},"Input":{}`:                                                                            {},
		`"Output":null,"Input":null`:                                                                        {},
		`"FeatureDescription":null`:                                                                         {},
		`"Output":{"HwPositionWithDuration":{"Value":[0,99]}}`:                                              {Outputs: []device.Output{{Type: device.HwPositionWithDuration, Range: device.Range{Min: 0, Max: 99}}}},
		`"Output":{"Position":{"Value":[0.0,99.0],"Duration":[0,5]}}`:                                       {Outputs: []device.Output{{Type: device.Position, Range: device.Range{Min: 0, Max: 99}}}},
		`"Output":{"Led":{"Value":[0,1]},"Led":{"Value":[0,2]}}`:                                            {Outputs: []device.Output{{Type: device.Led, Range: device.Range{Min: 0, Max: 2}}}},
		`"Input":{"RSSI":{"Value":[-100,0],"Command":["Read"]}}`:                                            {Inputs: []device.Input{{Type: device.RSSI, Ranges: []device.Range{{Min: -100, Max: 0}}, Commands: device.InputCommands(device.Read)}}},
		`"Input":{"rssi":{"Value":[[-100,0]],"Command":["read","subscribe"]}}`:                              {Inputs: []device.Input{{Type: device.RSSI, Ranges: []device.Range{{Min: -100, Max: 0}}, Commands: device.InputCommands(device.Read | device.Subscribe)}}},
		`"Input":{"Battery":{"Value":[],"Command":[]}}`:                                                     {Inputs: []device.Input{{Type: device.Battery}}},
		`"Input":{"Battery":{"Value":[[0,1]],"Command":[]},"battery":{"Value":[[0,2]],"Command":["Read"]}}`: {Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Min: 0, Max: 2}}, Commands: device.InputCommands(device.Read)}}},
	} {
		assert.Equal(t, []device.Feature{want}, decodedDevices(t, feature(fields))[0].Features, fields)
	}
}

func TestTextsAreKeptAsTheyAreButCut(t *testing.T) {
	got := decodedDevices(t, devices(`"0":{"DeviceName":"<b>\u0000\u001b[31m\u202e\"","DeviceDisplayName":"`+strings.Repeat("é", 600)+`","DeviceFeatures":{}}`))
	assert.Equal(t, "<b>\x00\x1b[31m\u202e\"", got[0].Name)
	assert.Equal(t, strings.Repeat("é", 512)+"…", got[0].DisplayName)

	messages, errors := decoded(`[{"Error":{"Id":1,"ErrorMessage":"`+strings.Repeat("x", 5000)+`","ErrorCode":4}}]`, Limits{Text: 10}, func(el Element) (Message, *Error) {
		return DecodeServer(el, Limits{Text: 10})
	})
	require.Empty(t, errors)
	assert.Equal(t, []Message{NewError(1, CodeDevice, "xxxxxxxxxx…")}, messages)
}

func TestUnknownErrorCodes(t *testing.T) {
	for code, want := range map[string]ErrorCode{"0": CodeUnknown, "4": CodeDevice, "4.0": CodeDevice, "5": CodeUnknown, "-1": CodeUnknown, "260": CodeUnknown} {
		messages, _ := decoded(`[{"Error":{"Id":0,"ErrorMessage":"","ErrorCode":`+code+`}}]`, Limits{}, fromServer)
		assert.Equal(t, []Message{&Error{Code: want}}, messages, code)
	}
}

func TestLimitsOfDeviceLists(t *testing.T) {
	decode := func(lim Limits) func(Element) (Message, *Error) {
		return func(el Element) (Message, *Error) { return DecodeServer(el, lim) }
	}
	big := Limits{Frame: 1 << 24, Values: 1 << 20}
	_, errors := decoded(string(manyDevices(10_000)), big, decode(big))
	assert.Equal(t, []*Error{NewError(2, CodeMessage, "DeviceList.Devices is a list of 10000 entries; it must be one of at most 1024.")}, errors)
	messages, errors := decoded(string(manyDevices(1024)), big, decode(big))
	assert.Empty(t, errors)
	assert.Len(t, messages[0].(*DeviceList).Devices, 1024)

	lim := Limits{Features: 1, Ranges: 1}
	_, errors = decoded(devices(`"0":{"DeviceName":"","DeviceFeatures":{"0":{},"1":{}}}`), lim, decode(lim))
	assert.Equal(t, []*Error{NewError(9, CodeMessage, "DeviceList.Devices.0.DeviceFeatures is a list of 2 entries; it must be one of at most 1.")}, errors)
	_, errors = decoded(feature(`"Input":{"Button":{"Value":[[0,1],[0,1]],"Command":[]}}`), lim, decode(lim))
	assert.Equal(t, []*Error{NewError(9, CodeMessage, "DeviceList.Devices.0.DeviceFeatures.0.Input.Button.Value is a list of 2 entries; it must be one of at most 1.")}, errors)
}

func TestDecodeServerTellsWhatIsWrong(t *testing.T) {
	const index = "a whole number from 0 to 4294967295"
	const pair = "two whole numbers [lowest, highest] of 32 bits"
	const int32s = "a whole number from -2147483648 to 2147483647"
	reading := func(reading string) string {
		return `[{"InputReading":{"Id":9,"DeviceIndex":0,"FeatureIndex":1,"Reading":` + reading + `}}]`
	}
	for frame, want := range map[string]string{
		`[{"Ok":{}}]`:                                                                     "0 Ok.Id is missing; it must be a whole number from 1 to 4294967295",
		`[{"Ok":{"Id":0}}]`:                                                               "0 Ok.Id is 0; it must be a whole number from 1 to 4294967295",
		`[{"ScanningFinished":{"Id":"0"}}]`:                                               `0 ScanningFinished.Id is "0"; it must be ` + index,
		`[{"Error":{"Id":9,"ErrorCode":4}}]`:                                              "9 Error.ErrorMessage is missing; it must be a string",
		`[{"Error":{"Id":9,"ErrorMessage":"a"}}]`:                                         "9 Error.ErrorCode is missing; it must be " + int32s,
		`[{"ServerInfo":{"Id":9}}]`:                                                       "9 ServerInfo.ServerName is missing; it must be a string",
		`[{"ServerInfo":{"Id":9,"ServerName":"a"}}]`:                                      "9 ServerInfo.MaxPingTime is missing; it must be " + index,
		`[{"ServerInfo":{"Id":0,"ServerName":null}}]`:                                     "0 ServerInfo.Id is 0; it must be a whole number from 1 to 4294967295",
		`[{"ServerInfo":{"Id":9,"ServerName":"a","MaxPingTime":-5}}]`:                     "9 ServerInfo.MaxPingTime is -5; it must be " + index,
		`[{"ServerInfo":{"Id":9,"ServerName":"a","MaxPingTime":0}}]`:                      "9 ServerInfo.ProtocolVersionMajor is missing; it must be " + index,
		`[{"ServerInfo":{"Id":9,"ServerName":"a","MaxPingTime":0,"MessageVersion":"3"}}]`: `9 ServerInfo.MessageVersion is "3"; it must be ` + index,
		`[{"ServerInfo":{"Id":9,"ServerName":"a","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":1.5}}]`: "9 ServerInfo.ProtocolVersionMinor is 1.5; it must be " + index,
		`[{"DeviceList":{"Id":9}}]`:                                                       "9 DeviceList.Devices is missing; it must be an object",
		`[{"DeviceList":{"Id":9,"Devices":[]}}]`:                                          "9 DeviceList.Devices is an array; it must be an object",
		devices(`"a":{"DeviceName":"","DeviceFeatures":{}}`):                              `9 DeviceList.Devices is an object with the key "a"; it must be an object whose keys are indexes from 0 to 4294967295`,
		devices(`"":{"DeviceName":"","DeviceFeatures":{}}`):                               `9 DeviceList.Devices is an object with the key ""; it must be an object whose keys are indexes from 0 to 4294967295`,
		devices(`"01":{"DeviceName":"","DeviceFeatures":{}}`):                             `9 DeviceList.Devices is an object with the key "01"; it must be an object whose keys are indexes from 0 to 4294967295`,
		devices(`"+1":{"DeviceName":"","DeviceFeatures":{}}`):                             `9 DeviceList.Devices is an object with the key "+1"; it must be an object whose keys are indexes from 0 to 4294967295`,
		devices(`"4294967296":{"DeviceName":""}`):                                         `9 DeviceList.Devices is an object with the key "4294967296"; it must be an object whose keys are indexes from 0 to 4294967295`,
		devices(`"3":null`):                                                               "9 DeviceList.Devices.3.DeviceName is missing; it must be a string",
		devices(`"3":{"DeviceFeatures":{}}`):                                              "9 DeviceList.Devices.3.DeviceName is missing; it must be a string",
		devices(`"3":{"DeviceName":"a"}`):                                                 "9 DeviceList.Devices.3.DeviceFeatures is missing; it must be an object",
		devices(`"3":{"DeviceName":"a","DeviceFeatures":[]}`):                             "9 DeviceList.Devices.3.DeviceFeatures is an array; it must be an object",
		devices(`"3":{"DeviceName":"a","DeviceFeatures":{},"DeviceDisplayName":5}`):       "9 DeviceList.Devices.3.DeviceDisplayName is 5; it must be a string",
		devices(`"3":{"DeviceName":"a","DeviceFeatures":{},"DeviceMessageTimingGap":-1}`): "9 DeviceList.Devices.3.DeviceMessageTimingGap is -1; it must be " + index,
		devices(`"3":{"DeviceName":"a","DeviceFeatures":{"-1":{}}}`):                      `9 DeviceList.Devices.3.DeviceFeatures is an object with the key "-1"; it must be an object whose keys are indexes from 0 to 4294967295`,
		feature(`"FeatureDescription":1`):                                                 "9 DeviceList.Devices.0.DeviceFeatures.0.FeatureDescription is 1; it must be a string",
		feature(`"Output":[]`):                                                            "9 DeviceList.Devices.0.DeviceFeatures.0.Output is an array; it must be an object",
		feature(`"Output":{"Vibrate":5}`):                                                 "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value is missing; it must be " + pair,
		feature(`"Output":{"Vibrate":{"Value":[0]}}`):                                     "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value is an array; it must be " + pair,
		feature(`"Output":{"Vibrate":{"Value":{"a":0,"b":1}}}`):                           "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value is an object; it must be " + pair,
		feature(`"Output":{"Vibrate":{"Value":[[0,20]]}}`):                                "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value is an array; it must be " + pair,
		feature(`"Output":{"Vibrate":{"Value":[0,2.5]}}`):                                 "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value.1 is 2.5; it must be " + int32s,
		feature(`"Output":{"Vibrate":{"Value":[20,0]}}`):                                  "9 DeviceList.Devices.0.DeviceFeatures.0.Output.Vibrate.Value is [20,0]; it must be " + pair,
		feature(`"Output":{"HwPositionWithDuration":{"Value":[0,1],"Duration":7}}`):       "9 DeviceList.Devices.0.DeviceFeatures.0.Output.HwPositionWithDuration.Duration is 7; it must be " + pair,
		feature(`"Input":{"Battery":{"Command":["Read"]}}`):                               "9 DeviceList.Devices.0.DeviceFeatures.0.Input.Battery.Value is missing; it must be an array",
		feature(`"Input":{"Battery":{"Value":[[0,1]]}}`):                                  "9 DeviceList.Devices.0.DeviceFeatures.0.Input.Battery.Command is missing; it must be an array",
		feature(`"Input":{"Battery":{"Value":[[0,1]],"Command":[1]}}`):                    "9 DeviceList.Devices.0.DeviceFeatures.0.Input.Battery.Command.0 is 1; it must be a string",
		feature(`"Input":{"Battery":{"Value":[[0,1],5],"Command":[]}}`):                   "9 DeviceList.Devices.0.DeviceFeatures.0.Input.Battery.Value.1 is 5; it must be " + pair,
		feature(`"Input":{"Battery":{"Value":[0,1,2],"Command":[]}}`):                     "9 DeviceList.Devices.0.DeviceFeatures.0.Input.Battery.Value is an array; it must be " + pair,

		`[{"InputReading":{"Id":9,"FeatureIndex":1}}]`: "9 InputReading.DeviceIndex is missing; it must be " + index,
		reading(`null`):                       "9 InputReading.Reading is null; it must be an object with exactly one member",
		reading(`{}`):                         "9 InputReading.Reading is an object with 0 members; it must be an object with exactly one member",
		reading(`{"Depth":{"Value":1}}`):      `9 InputReading.Reading is for "Depth"; it must be for one of Battery, Rssi, Pressure, Button`,
		reading(`{"Battery":85}`):             "9 InputReading.Reading.Battery is 85; it must be an object with the value of the reading",
		reading(`{"Battery":{"Value":101}}`):  "9 InputReading.Reading.Battery.Value is 101; it must be a whole number from 0 to 100",
		reading(`{"Battery":{"Value":[85]}}`): "9 InputReading.Reading.Battery.Value is an array; it must be a whole number from 0 to 100",
		reading(`{"RSSI":{"Value":-129}}`):    "9 InputReading.Reading.RSSI.Value is -129; it must be a whole number from -128 to 127",
		reading(`{"Button":{"Value":256}}`):   "9 InputReading.Reading.Button.Value is 256; it must be a whole number from 0 to 255",
		reading(`{"Pressure":{"Value":-1}}`):  "9 InputReading.Reading.Pressure.Value is -1; it must be a whole number from 0 to 2147483647",

		`[{"DeviceAdded":{"Id":9}}]`: `9 "DeviceAdded" is not a message that a server of protocol version 4 sends; these are ServerInfo, Ok, Error, DeviceList, InputReading and ScanningFinished`,
	} {
		assertRefused(t, frame, fromServer, want)
	}
}
