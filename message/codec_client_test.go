package message

import (
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeClientIsLenientWhereItDoesNoHarm(t *testing.T) {
	for wire, want := range map[string]Message{
		`[{"Ping":{"Id":1,"Extra":{"Id":2}}}]`:   &Ping{Header{1}},
		`[{"Ping":{"Id":1.0}}]`:                  &Ping{Header{1}},
		`[{"Ping":{"Id":1,"Id":2}}]`:             &Ping{Header{2}},
		`[{"\u0050ing":{"\u0049d":4294967295}}]`: &Ping{Header{4294967295}},
		`[{"OutputCmd":{"Id":1,"DeviceIndex":1e1,"FeatureIndex":2.0,"Command":{"Vibrate":{"Value":10.0,"Duration":"x"}}}}]`:                &OutputCmd{Header{1}, 10, 2, device.Vibrate, 10, 0},
		`[{"OutputCmd":{"Command":{"Led":{"Extra":1,"Value":-2147483648}},"FeatureIndex":0,"DeviceIndex":0,"Id":1,"Other":null}}]`:         &OutputCmd{Header{1}, 0, 0, device.Led, -1 << 31, 0},
		`[{"OutputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Command":{"HwPositionWithDuration":{"Value":0,"Duration":4294967295}}}}]`: &OutputCmd{Header{1}, 0, 0, device.HwPositionWithDuration, 0, 4294967295 * time.Millisecond},
		`[{"OutputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Command":{"Vibrate":{"Value":[50]}}}}]`:                                   &OutputCmd{Header{1}, 0, 0, device.Vibrate, 50, 0},
		`[{"StopCmd":{"Id":1}}]`: &StopCmd{Header{1}, nil, nil, true, true},
		`[{"StopCmd":{"Id":1,"DeviceIndex":null,"FeatureIndex":null,"Inputs":null,"Outputs":null}}]`:              &StopCmd{Header{1}, nil, nil, true, true},
		`[{"StopCmd":{"Id":1,"FeatureIndex":3,"Inputs":false,"Outputs":false}}]`:                                  &StopCmd{Header{1}, nil, new(uint32(3)), false, false},
		`[{"InputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Type":"RSSI","Command":"read"}}]`:                 &InputCmd{Header{1}, 0, 0, device.RSSI, device.Read},
		`[{"InputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Type":"rssi","Command":"Read"}}]`:                 &InputCmd{Header{1}, 0, 0, device.RSSI, device.Read},
		`[{"InputCmd":{"Id":1,"DeviceIndex":0,"FeatureIndex":0,"Type":"button","Command":"subscribe"}}]`:          &InputCmd{Header{1}, 0, 0, device.Button, device.Subscribe},
		`[{"RequestServerInfo":{"Id":1,"ClientName":""}}]`:                                                        &RequestServerInfo{Header{1}, "", FormNone, 0, 0},
		`[{"RequestServerInfo":{"Id":1,"ClientName":"a\u0000\n<b>","MessageVersion":null}}]`:                      &RequestServerInfo{Header{1}, "a\x00\n<b>", FormNone, 0, 0},
		`[{"RequestServerInfo":{"Id":1,"ClientName":"x","MessageVersion":7}}]`:                                    &RequestServerInfo{Header{1}, "x", FormMessageVersion, 7, 0},
		`[{"RequestServerInfo":{"Id":1,"ClientName":"x","ProtocolVersionMajor":4}}]`:                              &RequestServerInfo{Header{1}, "x", FormProtocolVersion, 4, 0},
		`[{"RequestServerInfo":{"Id":1,"ClientName":"x","ProtocolVersionMajor":5,"MessageVersion":"bad"}}]`:       &RequestServerInfo{Header{1}, "x", FormProtocolVersion, 5, 0},
		`[{"RequestServerInfo":{"Id":1,"ClientName":"x","ProtocolVersionMinor":-1,"ProtocolVersionMajor":null}}]`: &RequestServerInfo{Header{1}, "x", FormNone, 0, 0},
	} {
		messages, errors := decoded(wire, Limits{}, DecodeClient)
		require.Empty(t, errors, wire)
		assert.Equal(t, []Message{want}, messages, wire)
	}
}

func TestDecodeClientTellsWhatIsWrong(t *testing.T) {
	const index = "a whole number from 0 to 4294967295"
	output := func(rest string) string {
		return `"OutputCmd":{"Id":9,"DeviceIndex":0,"FeatureIndex":1,` + rest + `}`
	}
	input := func(rest string) string {
		return `"InputCmd":{"Id":9,"DeviceIndex":0,"FeatureIndex":1,` + rest + `}`
	}
	hello := func(rest string) string { return `"RequestServerInfo":{"Id":9,` + rest + `}` }
	for wire, want := range map[string]string{
		`"Ping":{}`:                "0 Ping.Id is missing; it must be a whole number from 1 to 4294967295",
		`"Ping":{"Id":0}`:          "0 Ping.Id is 0; it must be a whole number from 1 to 4294967295",
		`"Ping":{"Id":-1}`:         "0 Ping.Id is -1; it must be a whole number from 1 to 4294967295",
		`"Ping":{"Id":4294967296}`: "0 Ping.Id is 4294967296; it must be a whole number from 1 to 4294967295",
		`"Ping":{"Id":1.5}`:        "0 Ping.Id is 1.5; it must be a whole number from 1 to 4294967295",
		`"Ping":{"Id":"1"}`:        `0 Ping.Id is "1"; it must be a whole number from 1 to 4294967295`,
		`"Ping":{"Id":null}`:       "0 Ping.Id is null; it must be a whole number from 1 to 4294967295",

		`"OutputCmd":{"Id":9,"FeatureIndex":1,"Command":{"Vibrate":{"Value":1}}}`: "9 OutputCmd.DeviceIndex is missing; it must be " + index,
		`"OutputCmd":{"Id":9,"DeviceIndex":null}`:                                 "9 OutputCmd.DeviceIndex is null; it must be " + index,
		`"OutputCmd":{"Id":9,"DeviceIndex":0,"FeatureIndex":-1}`:                  "9 OutputCmd.FeatureIndex is -1; it must be " + index,
		output(`"Command":null`):                                                  "9 OutputCmd.Command is null; it must be an object with exactly one member",
		output(`"Command":"Vibrate"`):                                             `9 OutputCmd.Command is "Vibrate"; it must be an object with exactly one member`,
		output(`"Command":{}`):                                                    "9 OutputCmd.Command is an object with 0 members; it must be an object with exactly one member",
		output(`"Command":{"Vibrate":{"Value":1},"Led":{"Value":1}}`):             "9 OutputCmd.Command is an object with 2 members; it must be an object with exactly one member",
		output(`"Command":{"Led":{"Value":1},"Led":{"Value":1}}`):                 "9 OutputCmd.Command is an object with 2 members; it must be an object with exactly one member",
		output(`"Command":{"RotateWithDirection":{"Value":1}}`):                   `9 OutputCmd.Command is for "RotateWithDirection"; it must be for one of Vibrate, Rotate, Oscillate, Constrict, Spray, Temperature, Led, Position, HwPositionWithDuration`,
		output(`"Command":{"vibrate":{"Value":1}}`):                               `9 OutputCmd.Command is for "vibrate"; it must be for one of Vibrate, Rotate, Oscillate, Constrict, Spray, Temperature, Led, Position, HwPositionWithDuration`,
		output(`"Command":{"Vibrate":5}`):                                         "9 OutputCmd.Command.Vibrate is 5; it must be an object with the fields of the command",
		output(`"Command":{"Vibrate":{}}`):                                        "9 OutputCmd.Command.Vibrate.Value is missing; it must be a whole number from -2147483648 to 2147483647",
		output(`"Command":{"Vibrate":{"Value":0.5}}`):                             "9 OutputCmd.Command.Vibrate.Value is 0.5; it must be a whole number from -2147483648 to 2147483647",
		output(`"Command":{"Vibrate":{"Value":2147483648}}`):                      "9 OutputCmd.Command.Vibrate.Value is 2147483648; it must be a whole number from -2147483648 to 2147483647",
		output(`"Command":{"Vibrate":{"Value":1e999}}`):                           "9 OutputCmd.Command.Vibrate.Value is 1e999; it must be a whole number from -2147483648 to 2147483647",
		output(`"Command":{"HwPositionWithDuration":{"Value":-1,"Duration":5}}`):  "9 OutputCmd.Command.HwPositionWithDuration.Value is -1; it must be a whole number from 0 to 2147483647",
		output(`"Command":{"HwPositionWithDuration":{"Value":1}}`):                "9 OutputCmd.Command.HwPositionWithDuration.Duration is missing; it must be " + index,

		`"StopCmd":{"Id":9,"DeviceIndex":"0"}`:   `9 StopCmd.DeviceIndex is "0"; it must be ` + index,
		`"StopCmd":{"Id":9,"FeatureIndex":true}`: "9 StopCmd.FeatureIndex is true; it must be " + index,
		`"StopCmd":{"Id":9,"Inputs":1}`:          "9 StopCmd.Inputs is 1; it must be true or false",
		`"StopCmd":{"Id":9,"Outputs":"false"}`:   `9 StopCmd.Outputs is "false"; it must be true or false`,

		input(`"Command":"Read"`):                   "9 InputCmd.Type is missing; it must be a string",
		input(`"Type":"Depth","Command":"Read"`):    `9 InputCmd.Type is "Depth"; it must be one of Battery, Rssi, Pressure, Button`,
		input(`"Type":"Battery"`):                   "9 InputCmd.Command is missing; it must be a string",
		input(`"Type":"Battery","Command":"Write"`): `9 InputCmd.Command is "Write"; it must be Read, Subscribe or Unsubscribe`,

		hello(`"ClientName":null`):                                                   "9 RequestServerInfo.ClientName is null; it must be a string",
		hello(`"ClientName":7`):                                                      "9 RequestServerInfo.ClientName is 7; it must be a string",
		hello(`"ClientName":"` + strings.Repeat("é", 513) + `"`):                     "9 RequestServerInfo.ClientName is 1026 bytes long; it must be at most 1024",
		hello(`"ClientName":"x","MessageVersion":-1`):                                "9 RequestServerInfo.MessageVersion is -1; it must be " + index,
		hello(`"ClientName":"x","MessageVersion":1.5`):                               "9 RequestServerInfo.MessageVersion is 1.5; it must be " + index,
		hello(`"ClientName":"x","ProtocolVersionMajor":"4"`):                         `9 RequestServerInfo.ProtocolVersionMajor is "4"; it must be ` + index,
		hello(`"ClientName":"x","ProtocolVersionMajor":4,"ProtocolVersionMinor":-1`): "9 RequestServerInfo.ProtocolVersionMinor is -1; it must be " + index,
		`"RequestServerInfo":{"Id":0,"ClientName":"x"}`:                              "0 RequestServerInfo.Id is 0; it must be a whole number from 1 to 4294967295",

		`"Ok":{"Id":9}`: `9 "Ok" is not a message that a client of protocol version 4 sends; these are RequestServerInfo, Ping, StartScanning, StopScanning, RequestDeviceList, OutputCmd, InputCmd, StopCmd and Disconnect`,
		`"Nope":{}`:     `0 "Nope" is not a message that a client of protocol version 4 sends; these are RequestServerInfo, Ping, StartScanning, StopScanning, RequestDeviceList, OutputCmd, InputCmd, StopCmd and Disconnect`,
	} {
		assertRefused(t, "[{"+wire+"}]", DecodeClient, want)
	}
}

// assertRefused checks that the one message of frame gives an Error with the Id and the
// text that want holds, without its full stop.
func assertRefused(t *testing.T, frame string, decode func(Element) (Message, *Error), want string) {
	t.Helper()
	id, text, _ := strings.Cut(want, " ")
	messages, errors := decoded(frame, Limits{}, decode)
	assert.Empty(t, messages, frame)
	require.Len(t, errors, 1, frame)
	assert.Equal(t, text+".", errors[0].Text, frame)
	assert.Equal(t, id == "9", errors[0].ID == 9, "Id %d for %s", errors[0].ID, frame)
	assert.Equal(t, id == "0", errors[0].ID == 0, "Id %d for %s", errors[0].ID, frame)
	assert.Equal(t, CodeMessage, errors[0].Code, frame)
}
