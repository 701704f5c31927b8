package message

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gobuttplug/gobuttplug/device"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// golden are the examples of the specification of version 4 with the messages they stand
// for. What is in wire is also what Append writes.
var golden = []struct {
	wire       string
	m          Message
	fromServer bool
}{
	{`[{"Ok":{"Id":12}}]`, &Ok{Header{12}}, true},
	{`[{"Error":{"Id":5,"ErrorMessage":"No device at index 99","ErrorCode":4}}]`,
		NewError(5, CodeDevice, "No device at index 99"), true},
	{`[{"Ping":{"Id":31}}]`, &Ping{Header{31}}, false},
	{`[{"RequestServerInfo":{"Id":1,"ClientName":"Old player"}}]`,
		&RequestServerInfo{Header{1}, "Old player", FormNone, 0, 0}, false},
	{`[{"RequestServerInfo":{"Id":1,"ClientName":"Web app","MessageVersion":3}}]`,
		&RequestServerInfo{Header{1}, "Web app", FormMessageVersion, 3, 0}, false},
	{`[{"RequestServerInfo":{"Id":1,"ClientName":"My app","ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
		&RequestServerInfo{Header{1}, "My app", FormProtocolVersion, 4, 0}, false},
	{`[{"ServerInfo":{"Id":1,"ServerName":"Example","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`,
		&ServerInfo{Header{1}, "Example", 0, 4, 0}, true},
	{`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":4294967295,"ProtocolVersionMajor":4,"ProtocolVersionMinor":1}}]`,
		&ServerInfo{Header{1}, "", 4294967295 * time.Millisecond, 4, 1}, true},
	{`[{"Disconnect":{"Id":90}}]`, &Disconnect{Header{90}}, false},
	{`[{"StartScanning":{"Id":2}}]`, &StartScanning{Header{2}}, false},
	{`[{"StopScanning":{"Id":3}}]`, &StopScanning{Header{3}}, false},
	{`[{"RequestDeviceList":{"Id":4}}]`, &RequestDeviceList{Header{4}}, false},
	{`[{"ScanningFinished":{"Id":0}}]`, &ScanningFinished{}, true},
	{`[{"DeviceList":{"Id":0,"Devices":{}}}]`, &DeviceList{}, true},
	{`[{"DeviceList":{"Id":0,"Devices":{` +
		`"0":{"DeviceIndex":0,"DeviceName":"Rotating rabbit","DeviceMessageTimingGap":75,"DeviceFeatures":{` +
		`"0":{"FeatureIndex":0,"FeatureDescription":"Shaft","Output":{"Vibrate":{"Value":[0,20]}}},` +
		`"1":{"FeatureIndex":1,"FeatureDescription":"Head","Output":{"Rotate":{"Value":[-20,20]}}},` +
		`"2":{"FeatureIndex":2,"FeatureDescription":"Battery","Input":{"Battery":{"Value":[[0,100]],"Command":["Read"]}}}}},` +
		`"4":{"DeviceIndex":4,"DeviceName":"Stroker","DeviceDisplayName":"Blue one","DeviceMessageTimingGap":0,"DeviceFeatures":{` +
		`"0":{"FeatureIndex":0,"FeatureDescription":"","Output":{"HwPositionWithDuration":{"Value":[0,100],"Duration":[0,100000]},"Oscillate":{"Value":[0,20]}}}}}}}}]`,
		&DeviceList{Header{}, []*device.Definition{
			{Index: 0, Name: "Rotating rabbit", Gap: 75 * time.Millisecond, Features: []device.Feature{
				{Index: 0, Description: "Shaft", Outputs: []device.Output{{Type: device.Vibrate, Range: device.Range{Min: 0, Max: 20}}}},
				{Index: 1, Description: "Head", Outputs: []device.Output{{Type: device.Rotate, Range: device.Range{Min: -20, Max: 20}}}},
				{Index: 2, Description: "Battery", Inputs: []device.Input{{Type: device.Battery, Ranges: []device.Range{{Min: 0, Max: 100}}, Commands: device.InputCommands(device.Read)}}},
			}},
			{Index: 4, Name: "Stroker", DisplayName: "Blue one", Features: []device.Feature{
				{Outputs: []device.Output{{Type: device.HwPositionWithDuration, Range: device.Range{Min: 0, Max: 100}, Duration: device.Durations{Max: 100 * time.Second}}, {Type: device.Oscillate, Range: device.Range{Min: 0, Max: 20}}}},
			}},
		}}, true},
	{`[{"DeviceList":{"Id":7,"Devices":{"3":{"DeviceIndex":3,"DeviceName":"","DeviceMessageTimingGap":0,"DeviceFeatures":{` +
		`"5":{"FeatureIndex":5,"FeatureDescription":"","Input":{"Rssi":{"Value":[[-100,0]],"Command":["Read"]},` +
		`"Pressure":{"Value":[[0,1000],[-5,5]],"Command":["Read","Subscribe"]}}},"6":{"FeatureIndex":6,"FeatureDescription":"nothing"}}}}}}]`,
		&DeviceList{Header{7}, []*device.Definition{{Index: 3, Features: []device.Feature{
			{Index: 5, Inputs: []device.Input{
				{Type: device.RSSI, Ranges: []device.Range{{Min: -100, Max: 0}}, Commands: device.InputCommands(device.Read)}, {Type: device.Pressure, Ranges: []device.Range{{Min: 0, Max: 1000}, {Min: -5, Max: 5}}, Commands: device.InputCommands(device.Read | device.Subscribe)},
			}},
			{Index: 6, Description: "nothing"},
		}}}}, true},
	{`[{"OutputCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":1,"Command":{"Rotate":{"Value":-7}}}}]`,
		&OutputCmd{Header{10}, 0, 1, device.Rotate, -7, 0}, false},
	{`[{"OutputCmd":{"Id":11,"DeviceIndex":4,"FeatureIndex":0,"Command":{"HwPositionWithDuration":{"Value":40,"Duration":500}}}}]`,
		&OutputCmd{Header{11}, 4, 0, device.HwPositionWithDuration, 40, 500 * time.Millisecond}, false},
	{`[{"StopCmd":{"Id":9,"Inputs":true,"Outputs":true}}]`, &StopCmd{Header{9}, nil, nil, true, true}, false},
	{`[{"StopCmd":{"Id":10,"DeviceIndex":0,"FeatureIndex":3,"Inputs":true,"Outputs":false}}]`,
		&StopCmd{Header{10}, new(uint32(0)), new(uint32(3)), true, false}, false},
	{`[{"InputCmd":{"Id":8,"DeviceIndex":0,"FeatureIndex":2,"Type":"Battery","Command":"Read"}}]`,
		&InputCmd{Header{8}, 0, 2, device.Battery, device.Read}, false},
	{`[{"InputCmd":{"Id":9,"DeviceIndex":2,"FeatureIndex":5,"Type":"Pressure","Command":"Subscribe"}}]`,
		&InputCmd{Header{9}, 2, 5, device.Pressure, device.Subscribe}, false},
	{`[{"InputCmd":{"Id":4294967295,"DeviceIndex":4294967295,"FeatureIndex":4294967295,"Type":"Rssi","Command":"Unsubscribe"}}]`,
		&InputCmd{Header{4294967295}, 4294967295, 4294967295, device.RSSI, device.Unsubscribe}, false},
	{`[{"InputReading":{"Id":8,"DeviceIndex":0,"FeatureIndex":2,"Reading":{"Battery":{"Value":85}}}}]`,
		&InputReading{Header{8}, 0, 2, device.Battery, 85}, true},
	{`[{"InputReading":{"Id":0,"DeviceIndex":2,"FeatureIndex":5,"Reading":{"Pressure":{"Value":1252}}}}]`,
		&InputReading{Header{}, 2, 5, device.Pressure, 1252}, true},
}

// decoded is what decode makes of every message of frame: a Message or an *Error.
func decoded(frame string, lim Limits, decode func(Element) (Message, *Error)) (messages []Message, errors []*Error) {
	for el, bad := range Elements([]byte(frame), lim) {
		var m Message
		if bad == nil {
			m, bad = decode(el)
		}
		if bad != nil {
			errors = append(errors, bad)
		} else {
			messages = append(messages, m)
		}
	}
	return messages, errors
}

func fromServer(el Element) (Message, *Error) { return DecodeServer(el, DefaultLimits) }

func decoder(server bool) func(Element) (Message, *Error) {
	if server {
		return fromServer
	}
	return DecodeClient
}

func TestGoldenMessages(t *testing.T) {
	for _, g := range golden {
		assert.Equal(t, g.wire, string(Append(nil, g.m)))

		messages, errors := decoded(g.wire, Limits{}, decoder(g.fromServer))
		require.Empty(t, errors, g.wire)
		assert.Equal(t, []Message{g.m}, messages, g.wire)

		messages, errors = decoded(g.wire, Limits{}, decoder(!g.fromServer))
		require.Len(t, errors, 1, "the other side does not send %s", g.wire)
		assert.Empty(t, messages, g.wire)
		assert.Equal(t, g.m.MessageID(), errors[0].ID)
		assert.Equal(t, CodeMessage, errors[0].Code)
	}
}

func TestGoldenCoversEveryMessage(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range golden {
		seen[g.m.MessageName()] = true
	}
	assert.Len(t, seen, 15)
}

// Messages of versions 0 to 3 as a session of version 4 may see them from a client.
func TestOldMessagesAreRefusedWithTheirID(t *testing.T) {
	for _, wire := range []string{
		`[{"ScalarCmd":{"Id":3,"DeviceIndex":0,"Scalars":[{"Index":0,"Scalar":0.5,"ActuatorType":"Vibrate"}]}}]`,
		`[{"VibrateCmd":{"Id":3,"DeviceIndex":0,"Speeds":[{"Index":0,"Speed":0.5},{"Index":1,"Speed":0.0}]}}]`,
		`[{"RotateCmd":{"Id":3,"DeviceIndex":0,"Rotations":[{"Index":0,"Speed":0.3,"Clockwise":true}]}}]`,
		`[{"LinearCmd":{"Id":3,"DeviceIndex":0,"Vectors":[{"Index":0,"Duration":500,"Position":0.4}]}}]`,
		`[{"SingleMotorVibrateCmd":{"Id":3,"DeviceIndex":0,"Speed":0.25}}]`,
		`[{"FleshlightLaunchFW12Cmd":{"Id":3,"DeviceIndex":0,"Position":95,"Speed":40}}]`,
		`[{"VorzeA10CycloneCmd":{"Id":3,"DeviceIndex":0,"Speed":50,"Clockwise":false}}]`,
		`[{"KiirooCmd":{"Id":3,"DeviceIndex":0,"Command":"4"}}]`,
		`[{"LovenseCmd":{"Id":3,"DeviceIndex":0,"Command":"Vibrate:10;"}}]`,
		`[{"StopDeviceCmd":{"Id":3,"DeviceIndex":0}}]`,
		`[{"StopAllDevices":{"Id":3}}]`,
		`[{"SensorReadCmd":{"Id":3,"DeviceIndex":0,"SensorIndex":0,"SensorType":"Battery"}}]`,
		`[{"SensorReading":{"Id":3,"DeviceIndex":0,"SensorIndex":0,"SensorType":"Battery","Data":[85]}}]`,
		`[{"BatteryLevelCmd":{"Id":3,"DeviceIndex":0}}]`,
		`[{"BatteryLevelReading":{"Id":3,"DeviceIndex":0,"BatteryLevel":0.85}}]`,
		`[{"RSSILevelCmd":{"Id":3,"DeviceIndex":0}}]`,
		`[{"RSSILevelReading":{"Id":3,"DeviceIndex":0,"RSSILevel":-40}}]`,
		`[{"RawWriteCmd":{"Id":3,"DeviceIndex":0,"Endpoint":"tx","Data":[1,2],"WriteWithResponse":false}}]`,
		`[{"RawReadCmd":{"Id":3,"DeviceIndex":0,"Endpoint":"rx","ExpectedLength":0,"WaitForData":false}}]`,
		`[{"RawSubscribeCmd":{"Id":3,"DeviceIndex":0,"Endpoint":"rx"}}]`,
		`[{"RawUnsubscribeCmd":{"Id":3,"DeviceIndex":0,"Endpoint":"rx"}}]`,
		`[{"RawReading":{"Id":3,"DeviceIndex":0,"Endpoint":"rx","Data":[9]}}]`,
		`[{"RawCmd":{"Id":3,"DeviceIndex":0,"Command":[0,2,4]}}]`,
		`[{"Test":{"Id":3,"TestString":"hello"}}]`,
		`[{"RequestLog":{"Id":3,"LogLevel":"Off"}}]`,
		`[{"Log":{"Id":3,"LogLevel":"Info","LogMessage":"device connected"}}]`,
		`[{"DeviceAdded":{"Id":3,"DeviceIndex":0,"DeviceName":"Two-motor toy","DeviceMessages":["SingleMotorVibrateCmd","StopDeviceCmd"]}}]`,
		`[{"DeviceRemoved":{"Id":3,"DeviceIndex":3}}]`,
		`[{"vibrate":{"Id":3}}]`,
		`[{"outputcmd":{"Id":3}}]`,
		`[{"":{"Id":3}}]`,
	} {
		for _, decode := range []func(Element) (Message, *Error){DecodeClient, fromServer} {
			messages, errors := decoded(wire, Limits{}, decode)
			assert.Empty(t, messages, wire)
			require.Len(t, errors, 1, wire)
			assert.EqualValues(t, 3, errors[0].ID, wire)
			assert.Equal(t, CodeMessage, errors[0].Code, wire)
			assert.Contains(t, errors[0].Text, "protocol version 4", wire)
		}
	}
}

func TestOldServerInfo(t *testing.T) {
	for wire, want := range map[string]*ServerInfo{
		`[{"ServerInfo":{"Id":1,"ServerName":"Example","MajorVersion":0,"MinorVersion":0,"BuildVersion":0,"MessageVersion":1,"MaxPingTime":0}}]`:                     {Header{1}, "Example", 0, 1, 0},
		`[{"ServerInfo":{"Id":1,"ServerName":"Example","MessageVersion":3,"MaxPingTime":500}}]`:                                                                      {Header{1}, "Example", 500 * time.Millisecond, 3, 0},
		`[{"ServerInfo":{"Id":1,"ServerName":"Example","MessageVersion":3,"MaxPingTime":0,"ProtocolVersionMajor":5,"ProtocolVersionMinor":2}}]`:                      {Header{1}, "Example", 0, 5, 2},
		`[{"ServerInfo":{"Id":1,"ServerName":"Example","MessageVersion":null,"MaxPingTime":0,"ProtocolVersionMajor":4.0,"ProtocolVersionMinor":null,"Extra":[{}]}}]`: {Header{1}, "Example", 0, 4, 0},
	} {
		messages, errors := decoded(wire, Limits{}, fromServer)
		require.Empty(t, errors, wire)
		assert.Equal(t, []Message{want}, messages)
	}
}

func TestMalformedFrames(t *testing.T) {
	for frame, want := range map[string]struct {
		id   uint32
		text string
	}{
		``:                              {0, "The frame could not be read: invalid JSON at byte 0: the text ends instead of a value."},
		`Ping`:                          {0, "The frame could not be read: invalid JSON at byte 0: found 'P' instead of a value."},
		`[{"Ping":{"Id":1}}`:            {0, "The frame could not be read: invalid JSON at byte 18: the text ends instead of ',' or ']'."},
		`{"Ping":{"Id":1}}`:             {0, "The frame is an object; it must be an array of messages."},
		`null`:                          {0, "The frame is null; it must be an array of messages."},
		`"Ping"`:                        {0, "The frame is a string; it must be an array of messages."},
		`[]`:                            {0, "The frame is an empty array; it must hold at least one message."},
		`[{}]`:                          {0, "A message is an object with 0 members; it must be an object with one member, the name of the message."},
		`[{"Ping":{"Id":1},"Ok":{}}]`:   {1, "A message is an object with 2 members; it must be an object with one member, the name of the message."},
		`[{"Ping":{},"Ping":{"Id":2}}]`: {2, "A message is an object with 2 members; it must be an object with one member, the name of the message."},
		`[7]`:                           {0, "A message is 7; it must be an object with one member, the name of the message."},
		`["Ping"]`:                      {0, `A message is "Ping"; it must be an object with one member, the name of the message.`},
		`[[{"Ping":{"Id":1}}]]`:         {0, "A message is an array; it must be an object with one member, the name of the message."},
		`[{"Ping":null}]`:               {0, `"Ping" is null; it must be an object with the fields of the message.`},
		`[{"Ping":[1]}]`:                {0, `"Ping" is an array; it must be an object with the fields of the message.`},
	} {
		messages, errors := decoded(frame, Limits{}, DecodeClient)
		assert.Empty(t, messages, frame)
		assert.Equal(t, []*Error{NewError(want.id, CodeMessage, want.text)}, errors, frame)
	}
}

func TestEachMessageIsAnsweredForItself(t *testing.T) {
	frame := ` [ {"Ping":{"Id":1}}, 5, {"Nope":{"Id":2}}, {"Ping":{"Id":3}} ] [{"StopCmd":{"Id":"4"}},{"Ping":{"Id":5}}][]` +
		"\n" + `[{"Ping":{"Id":6}}]`
	messages, errors := decoded(frame, Limits{}, DecodeClient)
	assert.Equal(t, []Message{&Ping{Header{1}}, &Ping{Header{3}}, &Ping{Header{5}}, &Ping{Header{6}}}, messages)
	var ids []uint32
	for _, e := range errors {
		ids = append(ids, e.ID)
	}
	assert.Equal(t, []uint32{0, 2, 0, 0}, ids)

	messages, errors = decoded(frame+" x", Limits{}, DecodeClient)
	assert.Empty(t, messages, "a frame is taken as a whole or not at all")
	require.Len(t, errors, 1)
	assert.Equal(t, "The frame could not be read: invalid JSON at byte "+strconv.Itoa(len(frame)+1)+": found 'x' instead of a value.", errors[0].Text)
}

func TestElementsCanBeLeftEarly(t *testing.T) {
	for range Elements([]byte(`[{"Ping":{"Id":1}},{"Ping":{"Id":2}}][]`), Limits{}) {
		break
	}
}

func TestElementTellsItsID(t *testing.T) {
	for id, want := range map[string]Element{
		`0`: {ID: 0, HasID: true}, `4294967295`: {ID: 4294967295, HasID: true}, `7.0`: {ID: 7, HasID: true},
		`-1`: {}, `4294967296`: {}, `1.5`: {}, `"1"`: {}, `null`: {}, `true`: {}, `[1]`: {},
	} {
		for el, bad := range Elements([]byte(`[{"Ping":{"Id":`+id+`}}]`), Limits{}) {
			require.Nil(t, bad)
			assert.Equal(t, want.ID, el.ID, id)
			assert.Equal(t, want.HasID, el.HasID, id)
			assert.Equal(t, "Ping", el.Name)
			assert.Equal(t, 1, el.Body.Len())
		}
	}
}

func TestFrameLimits(t *testing.T) {
	ping := `{"Ping":{"Id":1}}`
	const tooMany = "The frame holds more than 2 messages; none of them was carried out. Send them in several frames."
	for name, c := range map[string]struct {
		frame  string
		limits Limits
		want   string
	}{
		"size":        {"[" + ping + "]", Limits{Frame: 18}, "JSON too large: more than 18 bytes"},
		"depth":       {`[{"Ping":{"Id":1,"x":[]}}]`, Limits{Depth: 3}, "JSON too large: more than 3 nested arrays and objects"},
		"values":      {"[" + ping + "," + ping + "]", Limits{Values: 10}, "JSON too large: more than 10 values"},
		"default":     {"[" + strings.Repeat("[", 1<<20), Limits{}, "JSON too large: more than 1048576 bytes"},
		"nesting":     {strings.Repeat("[", 1<<19), Limits{}, "JSON too large: more than 32 nested arrays and objects"},
		"messages":    {"[" + ping + "," + ping + "," + ping + "]", Limits{Elements: 2}, tooMany},
		"arrays":      {strings.Repeat("["+ping+"]", 3), Limits{Elements: 2}, tooMany},
		"junk at end": {"[" + ping + "]x", Limits{Elements: 1}, "found 'x' instead of a value"},
	} {
		t.Run(name, func(t *testing.T) {
			messages, errors := decoded(c.frame, c.limits, DecodeClient)
			assert.Empty(t, messages)
			require.Len(t, errors, 1)
			assert.Equal(t, c.want == tooMany, errors[0].Cause == ErrTooManyMessages)
			assert.Contains(t, errors[0].Text, c.want)
			assert.Zero(t, errors[0].ID)
			assert.Equal(t, CodeMessage, errors[0].Code)
		})
	}
}

func TestAnswersToJunkAreBounded(t *testing.T) {
	for _, junk := range []string{"[]", "7 ", "[0,0,0]", `{"a":1}`, "[{}]"} {
		messages, errors := decoded(strings.Repeat(junk, 5000), Limits{}, DecodeClient)
		assert.Empty(t, messages)
		assert.Len(t, errors, 1, junk)
	}
}

func TestElementsDoNotFollowTheBuffer(t *testing.T) {
	frame := []byte(golden[len(golden)-1].wire)
	for el := range Elements(frame, Limits{}) {
		clear(frame)
		_, bad := DecodeServer(el, Limits{})
		assert.Nil(t, bad)
	}
}

func TestErrorsShowLittleOfTheInput(t *testing.T) {
	long := strings.Repeat(`<\u0000`, 10_000)
	for _, frame := range []string{
		`[{"` + long + `":{"Id":1}}]`, `[{"` + long + `":1}]`, `["` + long + `"]`,
		`[{"OutputCmd":{"Id":1,"DeviceIndex":"` + long + `"}}]`,
		`[{"OutputCmd":{"Id":1,"DeviceIndex":1,"FeatureIndex":1,"Command":{"` + long + `":{}}}}]`,
		`[{"OutputCmd":{"Id":1,"DeviceIndex":` + strings.Repeat("9", 10_000) + `}}]`,
		`[{"DeviceList":{"Id":1,"Devices":{"` + long + `":{"DeviceName":1}}}}]`,
		`[{"DeviceList":{"Id":1,"Devices":{"1":{"DeviceName":"","DeviceFeatures":{"` + long + `":{}}}}}}]`,
		`[{"DeviceList":{"Id":1,"Devices":{"1":{"DeviceName":"","DeviceFeatures":{"1":{"Output":{"Vibrate":{"Value":[1,` + strings.Repeat(" ", 10_000) + `0]}}}}}}}}]`,
	} {
		for _, decode := range []func(Element) (Message, *Error){DecodeClient, fromServer} {
			_, errors := decoded(frame, Limits{}, decode)
			require.Len(t, errors, 1)
			assert.Less(t, len(errors[0].Text), 600, errors[0].Text)
			assert.NotContains(t, errors[0].Text, "\x00")
		}
	}
}

func TestAppend(t *testing.T) {
	for want, m := range map[string]Message{
		`[{"Error":{"Id":0,"ErrorMessage":"\"\n\u0000<","ErrorCode":0}}]`:                                                      &Error{Text: "\"\n\x00<", Code: 77},
		"[{\"RequestServerInfo\":{\"Id\":1,\"ClientName\":\"\ufffd\",\"MessageVersion\":2}}]":                                  &RequestServerInfo{Header{1}, "\xff", FormMessageVersion, 2, 9},
		`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":0,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`:          &ServerInfo{Header{1}, "", -time.Second, 4, 0},
		`[{"ServerInfo":{"Id":1,"ServerName":"","MaxPingTime":4294967295,"ProtocolVersionMajor":4,"ProtocolVersionMinor":0}}]`: &ServerInfo{Header{1}, "", 1 << 62, 4, 0},
		`[{"OutputCmd":{"Id":1,"DeviceIndex":2,"FeatureIndex":3,"Command":{"Position":{"Value":-2147483648}}}}]`:               &OutputCmd{Header{1}, 2, 3, device.Position, -1 << 31, 500},
	} {
		assert.Equal(t, want, string(Append(nil, m)))
	}
	assert.Equal(t, `x[{"Ok":{"Id":1}}]`, string(Append([]byte("x"), &Ok{Header{1}})))
}

func TestHotPathAllocatesLittle(t *testing.T) {
	frame := make([]byte, 0, 256)
	ok := &Ok{Header{1 << 31}}
	assert.Zero(t, testing.AllocsPerRun(100, func() { frame = Append(frame[:0], ok) }))
	// The document, its text and the message.
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { decodeOne(outputFrame, DecodeClient) }), 3.0)
}

func decodeOne(frame []byte, decode func(Element) (Message, *Error)) (m Message, bad *Error) {
	for el, bad := range Elements(frame, DefaultLimits) {
		if bad != nil {
			return nil, bad
		}
		return decode(el)
	}
	return nil, nil
}

// manyDevices is a DeviceList of n devices with one output each.
func manyDevices(n int) []byte {
	list := bytes.NewBufferString(`[{"DeviceList":{"Id":2,"Devices":{`)
	for i := range n {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(`"` + strconv.Itoa(i) + `":{"DeviceName":"x","DeviceFeatures":{"0":{"Output":{"Vibrate":{"Value":[0,1]}}}}}`)
	}
	list.WriteString(`}}}]`)
	return list.Bytes()
}
